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
  // A small photo is enlarged at most this much, and to no more than this longer side, for the fine
  // pass: pictures for the web have faces of 12 px. More only finds faces in foliage and masonry.
  double max_enlargement = 2.0;
  int enlarge_until_px = 640;
  // Longer sides, in pixels, of the passes for faces that are too large for the fine pass.
  int middle_long_side_px = 640;
  int coarse_long_side_px = 256;
  // Widths, in pixels at the net's input, of the faces that a pass is believed about when another
  // pass sees them better: larger ones by the next coarser, smaller ones by the next finer pass.
  double pass_largest_px = 320;
  double pass_smallest_px = 40;
  // A picture is cut into tiles of at most this many columns and rows, overlapping, so that the
  // net's buffers stay small.
  int tile_px = 2048;
  // Must hold the largest face that the next coarser pass misses.
  int tile_overlap_px = 128;

  // Narrower faces, in pixels of the full-size photo, are not reported: nobody can be recognised by
  // them, not even by people who know them.
  double min_face_px = 9;
  // YuNet's score, 0..1, from which a detection is taken up at all.
  float min_score = 0.6F;
  // From this score on a detection is a face by itself, and the weaker ones beside it count too: in
  // a photo of people there are more people. Each of 293 portraits scored 0.9 or more.
  float strong_score = 0.85F;
  // Without a strong one, weak detections must be seen again at several sizes: mean score, 0..1.
  // Masked and half-turned faces reach 0.69 to 0.73, dogs, leaves and walls mostly stay below 0.62.
  float confirmed_mean = 0.65F;
  // So many of the best weak detections are looked at again.
  int closer_looks = 12;
  // Detections that overlap by at least this share of their union are one face.
  float nms_iou = 0.35F;
  // A weaker detection of which this share lies inside a stronger one is part of the same face.
  float inside_share = 0.75F;

  // Longer side, in pixels, of the turned glances (90, 180, 270 degrees).
  int turned_long_side_px = 640;
  // Three more views give three more chances for a mistake, so only a strong score will do.
  float turned_min_score = 0.85F;

  // A face below this score, or leaning further than this, is looked at in all four turns before
  // its landmarks are believed.
  float upright_score = 0.93F;
  double upright_roll_deg = 25;
  // Another turn whose score comes this near to the best one's must agree with its landmarks: with
  // 0.1, 453 of 3,112 upright LFW portraits were held, because YuNet sees faces on their head too.
  float turn_margin = 0.03F;
  // Mean score of the best turn below which nobody can tell which way the face is.
  float min_look_score = 0.5F;
  // Landmarks agree when they lie this near, as a share of the face's size, on average.
  double landmarks_apart = 0.2;
  // In the turn that shows it best, no face leans further than 45 degrees; a little is allowed for.
  double most_roll_deg = 50;

  // So many of the strongest faces are looked at turned by 180 degrees as well: faces on their head
  // reach strong scores.
  int upside_down_looks = 3;

  // dlib's HOG detector as the second opinion. It sees faces of 80 px and more at its input.
  int hog_long_side_px = 640;
  // As the fallback without a detector model it looks at more pixels.
  int hog_fallback_long_side_px = 1600;
  // Its confidence, a distance to the classifier's plane without a unit; 0 is dlib's own choice.
  double hog_min_confidence = 0;

  // Faces that need more detail than the detector saw are decoded together until their region has
  // this many pixels (48 MB): fewer regions mean fewer readings of the file.
  double detail_pixels = 16e6;

  // Width, in pixels of the full-size photo, below which a face is not compared but held. Measured
  // with the default recogniser on 703 LFW photos, one of each pair shrunk until its face had this
  // width: at distance 0.62, FNMR is 8.9 % at 20 px, 3.1 % at 28, 1.7 % at 40, 1.0 % at full size.
  double min_compare_px = 32;
  // Floors of the parts of Quality below which a face is not compared. Of 703 LFW photos less
  // than 0.5 % lie below any one of them; what recognition is worth there was not measured, so such
  // faces are held.
  double min_sharpness = 0.45;
  double min_pose = 0.2;
  double min_light = 0.1;
  // Share of the aligned crop that may lie outside the photo; beyond it the face is cut off.
  double max_outside = 0.1;
};

}  // namespace photogate
