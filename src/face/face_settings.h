// Every number of the face stage, with its unit and the reason for it.
#pragma once

namespace photogate {

// Passed in, never global. Distances between templates are not here: they belong to the model card.
struct FaceSettings {
  // Longer side, in pixels, of the pass that looks for small faces. A 12-megapixel photo (4000 px)
  // is seen at half size, so that a face of 24 px is 12 px at the net, which YuNet still finds.
  int fine_long_side_px = 2048;
  // Photos are decoded at a scale whose longer side is at least this: JPEG halves, and the half of
  // a 12-megapixel photo must not fall just short of it.
  int decode_long_side_px = 1900;
  // A small photo is enlarged at most this much for the fine pass: class photos for the web have
  // faces of 15 px. More finds nothing new and costs time.
  double max_enlargement = 2.0;
  // Enlarging stops at this longer side, in pixels.
  int enlarge_until_px = 1280;
  // Longer sides, in pixels, of the passes for faces that are too large for the fine pass.
  int middle_long_side_px = 640;
  int coarse_long_side_px = 256;
  // The fine pass is cut into tiles of at most this many rows and columns, overlapping by
  // `tile_overlap_px`, so that the net's buffers stay small (measured in docs/MEASUREMENTS.md).
  int tile_px = 1088;
  // The largest face that may lie on a tile's edge; larger ones are found by the middle pass.
  int tile_overlap_px = 96;

  // YuNet's score, 0..1, from which a detection is a face.
  float min_score = 0.6F;
  // From this score on one detection alone makes a photo one with faces.
  float strong_score = 0.75F;
  // Detections that overlap by at least this share of their union are one face.
  float nms_iou = 0.35F;
  // A weaker detection of which this share lies inside a stronger one is part of the same face.
  float inside_share = 0.75F;

  // Longer side, in pixels, of the turned retries (90, 180, 270 degrees) when nothing was found.
  int turned_long_side_px = 640;
  // A turned photo gives more chances for a mistake, so a stronger score is asked for.
  float turned_min_score = 0.8F;

  // dlib's HOG detector as the second opinion. It sees faces of 80 px and more at its input.
  int hog_long_side_px = 640;
  // As the fallback without a detector model it looks at more pixels.
  int hog_fallback_long_side_px = 1600;
  // dlib's confidence (a signed distance to the plane, no unit) from which it is a face.
  double hog_min_confidence = 0.3;

  // Width, in pixels of the full-size photo, below which a face is not compared.
  double min_compare_px = 20;
  // Floors of the parts of Quality below which a face is not compared.
  double min_sharpness = 0.1;
  double min_pose = 0.1;
  double min_light = 0.1;
};

}  // namespace photogate
