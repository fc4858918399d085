#include "evaluate/evaluation_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace photogate {
namespace fs = std::filesystem;
namespace {

struct Task {
  std::size_t person;
  fs::path path;
};

Error Unreadable(const fs::path& folder, const std::error_code& why) {
  return Error{ErrorKind::kUnavailable,
               "The folder cannot be read. Check its permissions and try again.",
               folder.string() + ": " + why.message()};
}

// Entries of a folder, sorted, hidden ones left out.
Result<std::vector<fs::path>> Entries(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> entries;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (!name.empty() && name.front() != '.') entries.push_back(at->path());
  }
  if (failed) return Unreadable(folder, failed);
  std::sort(entries.begin(), entries.end());
  return entries;
}

Result<std::vector<Task>> FindPhotos(const fs::path& folder, std::vector<std::string>& people) {
  std::error_code failed;
  const Error none{ErrorKind::kNotFound,
                   "There are no photos to evaluate. Give a folder that holds a folder for each "
                   "person with that person's photos in it.",
                   folder.string()};
  if (!fs::is_directory(folder, failed)) return none;
  const Result<std::vector<fs::path>> folders = Entries(folder);
  if (!folders.ok()) return folders.error();
  std::vector<Task> tasks;
  for (const fs::path& person : folders.value()) {
    if (!fs::is_directory(person, failed)) continue;
    const Result<std::vector<fs::path>> photos = Entries(person);
    if (!photos.ok()) return photos.error();
    const std::size_t before = tasks.size();
    for (const fs::path& photo : photos.value()) {
      if (fs::is_regular_file(photo, failed)) tasks.push_back(Task{people.size(), photo});
    }
    if (tasks.size() > before) people.push_back(person.filename().string());
  }
  if (tasks.empty()) return none;
  return tasks;
}

// Inspects every task; the answers are in the order of the tasks. Empty when stopped.
std::vector<std::optional<Result<Inspection>>> InspectAll(const std::vector<Task>& tasks,
                                                          const InspectFile& inspect, int jobs,
                                                          const EvaluateProgress& progress,
                                                          bool& stopped) {
  std::vector<std::optional<Result<Inspection>>> answers(tasks.size());
  std::mutex mutex;
  std::size_t next = 0;
  std::size_t done = 0;
  const auto work = [&] {
    while (true) {
      std::size_t mine = 0;
      {
        const std::lock_guard lock(mutex);
        if (stopped || next == tasks.size()) return;
        mine = next++;
      }
      Result<Inspection> answer = inspect(tasks[mine].path);
      const std::lock_guard lock(mutex);
      answers[mine] = std::move(answer);
      ++done;
      if (progress && !progress(done, tasks.size())) stopped = true;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < jobs; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return answers;
}

// Why this photo cannot be in a figure; nullopt when it can.
std::optional<Error> WhyUnread(const Result<Inspection>& answer) {
  if (!answer.ok()) return answer.error();
  if (!answer.value().info.ok()) return answer.value().info.error();
  if (!answer.value().faces.ok()) return answer.value().faces.error();
  return std::nullopt;
}

// Names, captions and copyright would hold photos too, and hide faces that were overlooked.
void KeepFacesOnly(Inspection& inspection) {
  inspection.metadata = MetadataReport{{}, true, {}, 1, {}, {}, {}, {}, {}};
  inspection.sanitised = SanitisedPhoto{inspection.format, Bytes(1), false, {}};
  inspection.info.value().animated = false;
  inspection.info.value().pictures = 1;
}

}  // namespace

const Template* EvaluatedPhoto::main_template() const {
  if (!main_face) return nullptr;
  const Face& face = faces().faces[*main_face];
  return face.face_template ? &*face.face_template : nullptr;
}

std::optional<std::size_t> MainFace(const Faces& faces, const PhotoInfo& info) {
  const float centre_x = static_cast<float>(info.width_px) / 2;
  const float centre_y = static_cast<float>(info.height_px) / 2;
  std::optional<std::size_t> best;
  float best_area = 0;
  float best_distance = std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < faces.faces.size(); ++i) {
    const Box& box = faces.faces[i].box;
    const float area = box.w * box.h;
    if (!(area > 0)) continue;
    const float dx = box.x + box.w / 2 - centre_x;
    const float dy = box.y + box.h / 2 - centre_y;
    const bool covers = std::abs(dx) <= box.w / 2 && std::abs(dy) <= box.h / 2;
    const float distance = covers ? 0 : std::hypot(dx, dy) / box.w;
    const bool better =
        distance < best_distance || (covers && best_distance == 0 && area > best_area);
    if (!better) continue;
    best = i;
    best_area = area;
    best_distance = distance;
  }
  return best;
}

Result<EvaluationSet> ReadEvaluationSet(const fs::path& folder, const InspectFile& inspect,
                                        int jobs, const EvaluateProgress& progress) {
  EvaluationSet set;
  const Result<std::vector<Task>> tasks = FindPhotos(folder, set.people);
  if (!tasks.ok()) return tasks.error();
  bool stopped = false;
  auto answers = InspectAll(tasks.value(), inspect, jobs, progress, stopped);
  if (stopped) {
    return Error{ErrorKind::kUnavailable, "The evaluation was stopped before it was finished."};
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Task& task = tasks.value()[i];
    const std::string name = task.path.filename().string();
    Result<Inspection>& answer = *answers[i];
    if (const std::optional<Error> why = WhyUnread(answer)) {
      set.unread.push_back(UnreadPhoto{set.people[task.person], name, *why});
      continue;
    }
    Inspection& inspection = answer.value();
    const Faces& faces = inspection.faces.value();
    if (!faces.recogniser_available || !faces.recogniser) {
      return Error{ErrorKind::kUnavailable,
                   "There is no recogniser to evaluate. Run 'photogate models fetch' first."};
    }
    if (set.recogniser && *set.recogniser != *faces.recogniser) {
      return Error{ErrorKind::kInternal, "The photos were inspected with different recognisers."};
    }
    set.recogniser = faces.recogniser;
    const std::optional<std::size_t> main_face = MainFace(faces, inspection.info.value());
    KeepFacesOnly(inspection);
    set.photos.push_back(EvaluatedPhoto{task.person, name, std::move(answer), main_face});
  }
  if (set.photos.empty()) {
    return Error{ErrorKind::kNotFound,
                 "None of the photos could be read. Check one of them with 'photogate inspect'.",
                 folder.string()};
  }
  return set;
}

}  // namespace photogate
