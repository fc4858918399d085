#include "samples/photos.h"

#include "samples/cast.h"

namespace photogate::samples {

namespace {

const char* const kMainEvent = "Summer open day";

const char* const kOther = "Playtime 5B";  // its groups include a barred child without a template
const char* const kObjection = "Year 6 trip";  // its groups include a biometric objection

// Where one person stands: the middle of the head in pixels, pixels a head unit, which moment.
struct Standing {
  const char* name;
  int x, y;
  float scale;
  int moment;
};

void Lay(Canvas& canvas, const Look& look, const Shot& shot, float scale, int x, int y) {
  const float down_to = static_cast<float>(canvas.height_px - y + 1) / scale;
  canvas.Place(DrawPerson(look, shot, scale, down_to), x, y);
}

void Put(Canvas& canvas, const Standing& at) {
  Lay(canvas, MemberNamed(at.name).look, CandidShot(at.moment), at.scale, at.x, at.y);
}

Canvas Group(Place place, int width, int height, const std::vector<Standing>& people) {
  Canvas canvas(width, height);
  PaintBackdrop(canvas, place);
  for (const Standing& person : people) Put(canvas, person);
  canvas.Grain(3);
  return canvas;
}

Canvas ClassPhoto() {
  return Group(Place::kClassroom, 1200, 800,
               {{"Howard Mensah", 600, 265, 82, 1},
                {"Ada Whitlock", 190, 470, 82, 2},
                {"Ben Adeyemi", 450, 500, 82, 3},
                {"Dilan Kaya", 745, 500, 82, 4},
                {"Hana Rahimi", 1010, 470, 82, 5}});
}

Canvas ClassPhotoWithChloe() {
  return Group(Place::kClassroom, 1200, 800,
               {{"Hana Rahimi", 190, 480, 80, 11},
                {"Chloe Marsden", 465, 490, 80, 12},
                {"Ben Adeyemi", 735, 500, 80, 13},
                {"Ada Whitlock", 1010, 480, 80, 14}});
}

Canvas SportsDay() {
  return Group(Place::kField, 1200, 800,
               {{"Tom Hallam", 930, 230, 62, 21},
                {"Dilan Kaya", 560, 300, 56, 22},
                {"Ben Adeyemi", 300, 320, 56, 23}});
}

Canvas Assembly() {
  return Group(Place::kHall, 1200, 800,
               {{"Howard Mensah", 1000, 245, 58, 31},
                {"Ada Whitlock", 190, 330, 52, 32},
                {"Edie Tran", 440, 330, 52, 33},
                {"Dilan Kaya", 700, 330, 52, 34}});
}

Canvas Playground() {
  Canvas canvas(1200, 800);
  PaintBackdrop(canvas, Place::kPlayground);
  Put(canvas, {"Ben Adeyemi", 860, 350, 15, 41});
  canvas.Blur(815, 310, 95, 170, 2);
  Put(canvas, {"Ada Whitlock", 330, 330, 96, 42});
  canvas.Blur(0, 640, 700, 160, 1);
  canvas.Grain(3);
  return canvas;
}

Canvas Blurred() {
  Canvas canvas(900, 600);
  PaintBackdrop(canvas, Place::kGarden);
  Put(canvas, {"Dilan Kaya", 450, 240, 92, 51});
  canvas.Blur(0, 0, 900, 600, 9);
  canvas.Grain(2);
  return canvas;
}

Canvas Poster() {
  Canvas canvas(1000, 700);
  PaintBackdrop(canvas, Place::kCorridor);
  Canvas poster(230, 310);
  PaintBackdrop(poster, Place::kGarden);
  Put(poster, {"Chloe Marsden", 115, 130, 66, 61});
  constexpr int kLeft = 385, kTop = 70, kRim = 12;
  for (int y = -kRim; y < poster.height_px + kRim; ++y) {
    for (int x = -kRim; x < poster.width_px + kRim; ++x) {
      const auto to = static_cast<std::size_t>((kTop + y) * canvas.width_px + kLeft + x) * 3;
      const bool inside = x >= 0 && y >= 0 && x < poster.width_px && y < poster.height_px;
      for (std::size_t c = 0; c < 3; ++c) {
        canvas.bgr[to + c] =
            inside ? poster.bgr[static_cast<std::size_t>(y * poster.width_px + x) * 3 + c]
                   : static_cast<std::uint8_t>(30 + 18 * c);
      }
    }
  }
  canvas.Grain(3);
  return canvas;
}

Canvas EmptyHall() { return Group(Place::kHall, 1000, 700, {}); }

Canvas Garden() { return Group(Place::kGarden, 900, 600, {}); }

Canvas Corridor() {
  Canvas canvas(640, 448);
  PaintBackdrop(canvas, Place::kCorridor);
  return canvas;
}

Canvas EggAndSpoon() {
  return Group(Place::kField, 900, 600, {{"Ada Whitlock", 450, 230, 88, 71}});
}

Canvas Author() { return Group(Place::kStudio, 800, 600, {{"Rosa Vidal", 400, 240, 98, 81}}); }

Canvas StaffPortrait() {
  return Group(Place::kStudio, 600, 750, {{"Ivor Penhale", 300, 320, 120, 91}});
}

Canvas Twins() {
  return Group(Place::kGarden, 900, 600,
               {{"Elsie Tran", 300, 240, 84, 101}, {"Ben Adeyemi", 610, 250, 84, 102}});
}

Canvas Sideways() {
  return Group(Place::kClassroom, 700, 900,
               {{"Dilan Kaya", 230, 420, 86, 111}, {"Hana Rahimi", 500, 400, 86, 112}})
      .TurnedClockwise()
      .TurnedClockwise()
      .TurnedClockwise();
}

Canvas BakeSale() {
  Canvas canvas(1200, 800);
  PaintBackdrop(canvas, Place::kHall);
  Put(canvas, {"Chloe Marsden", 930, 330, 40, 121});
  Put(canvas, {"Howard Mensah", 380, 330, 104, 122});
  canvas.Grain(3);
  return canvas;
}

Planted Phone() {
  Planted planted;
  planted.camera = true;
  planted.gps = true;
  return planted;
}

Planted With(Planted planted, const std::function<void(Planted&)>& change) {
  change(planted);
  return planted;
}

}  // namespace

const std::vector<SampleEvent>& SampleEvents() {
  static const std::vector<SampleEvent> events{
      {kMainEvent, "2026-07-03", "5A,Staff"},
      {kOther, "2026-07-06", "5B"},
      {kObjection, "2026-07-08", "6C"},
  };
  return events;
}

const std::vector<SamplePhoto>& SamplePhotos() {
  static const std::vector<SamplePhoto> photos{
      {"class-photo.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "clear", "metadata_removed", "everybody in it may be published"},
        {kOther, "review", "protected_without_template",
         "a barred child of 5B has no template, so no face in this event is let through"},
        {kObjection, "review", "biometric_objection",
         "somebody who may be there objects to face comparison, so nothing is compared"},
        {"", "review", "biometric_objection;protected_without_template",
         "without an event anybody on the register may be in it"}},
       ClassPhoto},
      {"class-photo-complete.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "block", "listed_person", "one child's parents refused the newsletter"}},
       ClassPhotoWithChloe},
      {"sports-day.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "clear", "metadata_removed",
         "two permitted children and a visitor who is not on the register"}},
       SportsDay},
      {"assembly.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "block", "listed_person", "one child's permission was withdrawn"}},
       Assembly},
      {"playground.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "review", "face_not_comparable", "a child far away is too small to compare"}},
       Playground},
      {"running-past.jpg",
       FileKind::kJpeg,
       {},
       {{kMainEvent, "review", "face_not_comparable", "the face is blurred"}},
       Blurred},
      {"corridor-poster.jpg",
       FileKind::kJpeg,
       {},
       {{kMainEvent, "block", "listed_person", "a face on a poster is a face"}},
       Poster},
      {"empty-hall.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "clear", "metadata_removed", "nobody is in it"},
        {kOther, "clear", "metadata_removed", "nobody is in it"}},
       EmptyHall},
      {"corridor.png",
       FileKind::kPng,
       {},
       {{kMainEvent, "clear", "", "nobody is in it and it says nothing"}},
       Corridor},
      {"egg-and-spoon.jpg",
       FileKind::kJpeg,
       With(Phone(),
            [](Planted& p) {
              p.caption = "Ada Whitlock wins the egg and spoon race";
              p.people = {"Ada Whitlock"};
            }),
       {{kMainEvent, "review", "name_in_text",
         "she may be shown, but the caption names her and names were not permitted"}},
       EggAndSpoon},
      {"chloe-marsden-garden.jpg",
       FileKind::kJpeg,
       {},
       {{kMainEvent, "review", "name_in_text", "nobody is in it, but its file name names a child"}},
       Garden},
      {"visiting-author.jpg",
       FileKind::kJpeg,
       With({},
            [](Planted& p) {
              p.copyright = "(c) 2026 Fenwick & Daughters Portraits, all rights reserved";
              p.artist = "Orla Fenwick";
            }),
       {{kMainEvent, "review", "foreign_copyright", "somebody else holds the copyright"}},
       Author},
      {"portrait.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "block", "listed_person", "staff may refuse as well"}},
       StaffPortrait},
      {"twins.jpg",
       FileKind::kJpeg,
       Phone(),
       {{kMainEvent, "block", "listed_person",
         "one twin may be shown, but looks like the one who may not; once they are declared twins "
         "it is a review"}},
       Twins},
      {"sideways.jpg",
       FileKind::kJpeg,
       With(Phone(), [](Planted& p) { p.orientation = 6; }),
       {{kMainEvent, "clear", "metadata_removed", "stored on its side, upright by its Exif"}},
       Sideways},
      {"bake-sale.jpg",
       FileKind::kJpeg,
       With(Phone(), [](Planted& p) { p.comment = "best one of the day"; }),
       {{kMainEvent, "block", "listed_person", "in the background, but recognisable"}},
       BakeSale},
      {"torn-upload.jpg",
       FileKind::kBrokenJpeg,
       {},
       {{kMainEvent, "review", "corrupt_file", "the upload broke off"}},
       EmptyHall},
      {"clip.mp4",
       FileKind::kVideo,
       {},
       {{kMainEvent, "review", "video", "videos are recognised, not checked"}},
       nullptr},
  };
  return photos;
}

Canvas DrawReference(const Look& look, int n) {
  Canvas canvas(300, 320);
  PaintBackdrop(canvas, n % 2 == 0 ? Place::kStudio : Place::kCorridor);
  Lay(canvas, look, ReferenceShot(n), 78, 150, 155);
  canvas.Grain(2);
  return canvas;
}

Canvas DrawSelfTest() {
  Canvas canvas(640, 256);
  PaintBackdrop(canvas, Place::kStudio);
  const Look& first = MemberNamed("Ben Adeyemi").look;
  const Look& second = MemberNamed("Ada Whitlock").look;
  Lay(canvas, first, ReferenceShot(0), 62, 107, 122);
  Lay(canvas, first, ReferenceShot(1), 62, 320, 126);
  Lay(canvas, second, ReferenceShot(0), 62, 533, 122);
  return canvas;
}

}  // namespace photogate::samples
