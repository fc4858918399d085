#include "pipeline/self_test.h"

#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "match/gallery.h"
#include "match/match_faces.h"
#include "pipeline/self_test_picture.h"
#include "worker/channel.h"

namespace photogate {
namespace {

Error Failed(const std::string& what) {
  return Error{ErrorKind::kUnavailable,
               "the self-test failed: " + what +
                   ". Fetch the models again with `photogate models fetch`; "
                   "if that does not help, report it."};
}

// samples/selftest.json: what the picture must give.
struct Expectations {
  std::vector<Box> boxes;
  float min_iou;
  double same_at_most;
  double other_at_least;
};

Result<Expectations> ReadExpectations(const ModelId& recogniser, const Thresholds& thresholds) {
  const auto json = nlohmann::json::parse(SelfTestExpectations(), nullptr, false);
  try {
    // Distances were measured with one recogniser; another is held to its own thresholds.
    bool measured = false;
    for (const auto& model : json.at("models")) measured = measured || model == recogniser.value;
    Expectations expected{
        {},
        json.at("min_iou").get<float>(),
        measured ? json.at("same_at_most").get<double>() : thresholds.match.value,
        measured ? json.at("other_at_least").get<double>() : thresholds.possible.value};
    for (const auto& face : json.at("faces")) {
      const auto& box = face.at("box");
      expected.boxes.push_back(Box{box.at(0), box.at(1), box.at(2), box.at(3)});
    }
    if (expected.boxes.size() == 3) return expected;
  } catch (const nlohmann::json::exception&) {
  }
  return Failed("its own expectations cannot be read");
}

// A descriptor that a worker can read the picture from, as from a file.
Result<OwnedFd> PictureFile() {
  const ByteView picture = SelfTestPicture();
  OwnedFd fd(memfd_create("self-test", MFD_CLOEXEC));
  if (fd.get() < 0) return Failed("no memory for its picture");
  for (std::size_t done = 0; done < picture.size();) {
    const ssize_t count = write(fd.get(), picture.data() + done, picture.size() - done);
    if (count <= 0) return Failed("no memory for its picture");
    done += static_cast<std::size_t>(count);
  }
  return fd;
}

}  // namespace

Result<Done> JudgeSelfTest(const Inspection& inspection, const ModelId& recogniser,
                           const Thresholds& thresholds) {
  const auto read = ReadExpectations(recogniser, thresholds);
  if (!read.ok()) return read.error();
  const Expectations& expected = read.value();
  if (!inspection.faces.ok()) return Failed("its picture could not be inspected");
  const std::vector<Face>& found = inspection.faces.value().faces;
  if (found.size() != expected.boxes.size()) {
    return Failed("not all drawn faces, or others, were found");
  }
  std::vector<const Template*> in_order;
  for (const Box& box : expected.boxes) {
    for (const Face& face : found) {
      if (IntersectionOverUnion(face.box, box) < expected.min_iou) continue;
      if (!face.usable()) return Failed("a drawn face could not be compared");
      in_order.push_back(&*face.face_template);
    }
  }
  if (in_order.size() != found.size()) return Failed("a drawn face was found in another place");
  // The same arithmetic that decides on photos: the first face as reference, the others as probes.
  const auto gallery = Gallery::Build({GalleryPerson{PersonId{"drawn"}, {*in_order[0]}}});
  if (!gallery.ok()) return Failed("a drawn face could not be compared");
  const auto distances = gallery.value().Distances({in_order[1], in_order[2]});
  if (!(distances[0] <= expected.same_at_most)) {
    return Failed("two drawings of one person were taken for two people");
  }
  if (!(distances[1] >= expected.other_at_least)) {
    return Failed("two drawn people were taken for one");
  }
  return Done{};
}

Result<Done> RunSelfTest(WorkerPool& pool, const ModelSet& models) {
  if (!models.recogniser || !models.recogniser->thresholds) return Failed("there is no recogniser");
  auto file = PictureFile();
  if (!file.ok()) return file.error();
  InspectionOrder order;
  order.sanitise = false;
  const auto inspection = pool.Inspect(file.value().get(), order);
  if (!inspection.ok()) return inspection.error();
  return JudgeSelfTest(inspection.value(), models.recogniser->id, *models.recogniser->thresholds);
}

}  // namespace photogate
