#include <fmt/core.h>

#include <string>

#include "evaluate/report.h"

namespace photogate {
namespace {

std::string Percent(const Proportion& share) {
  if (share.trials == 0) return "-";
  return fmt::format("{:.2f} % ({:.2f} to {:.2f}; {} of {})", 100 * share.value, 100 * share.low,
                     100 * share.high, share.hits, share.trials);
}

// Folder names come from anybody: nothing in them may steer the terminal.
std::string Plain(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      plain += fmt::format("\\x{:02x}", byte);
    } else {
      plain += c;
    }
  }
  return plain;
}

std::string VerificationText(const Verification& verification) {
  std::string text =
      fmt::format("{}: {} people, {} faces, {} mated and {} non-mated pairs\n",
                  verification.subgroup.empty()
                      ? "Verification"
                      : fmt::format("Verification within {}", Plain(verification.subgroup)),
                  verification.people, verification.templates, verification.mated_pairs,
                  verification.non_mated_pairs);
  text += fmt::format("  similarity of non-mated pairs: mean {:.3f}, sd {:.3f}\n",
                      verification.non_mated_mean, verification.non_mated_sd);
  for (const OperatingPoint& point : verification.points) {
    const std::string what = point.fmr_target > 0
                                 ? fmt::format("FMR at most {:g}", point.fmr_target)
                                 : fmt::format("FMR {:.2e}", point.fmr);
    text += fmt::format("  distance {:.4f}  {:18} FNMR {}\n", point.threshold.value, what,
                        Percent(point.fnmr));
  }
  return text;
}

std::string GalleryText(const GalleryFigure& figure) {
  std::string text =
      fmt::format("{} barred people at a time, {} reference{} each ({} people in {} galleries)\n",
                  figure.gallery_size, figure.references, figure.references == 1 ? "" : "s",
                  figure.enrolled_people, figure.galleries);
  const auto line = [&text](const char* label, const Proportion& share) {
    text += fmt::format("  {:46} {}\n", label, Percent(share));
  };
  line("false clear (a barred person's photo)", figure.false_clear);
  line("  of these photos blocked outright", figure.blocked);
  line("needless hold, strangers, one face", figure.single_hold);
  line("  because somebody was recognised", figure.single_matched);
  line("  and blocked outright", figure.single_blocked);
  line("needless hold, strangers, any photo", figure.needless_hold);
  for (const SubgroupFigure& subgroup : figure.subgroups) {
    line(fmt::format("{}: false clear", Plain(subgroup.subgroup)).c_str(), subgroup.false_clear);
    line(fmt::format("{}: needless hold, one face", Plain(subgroup.subgroup)).c_str(),
         subgroup.single_hold);
  }
  return text;
}

}  // namespace

std::string ReportText(const EvaluationReport& report) {
  const DetectionCounts& counts = report.detection;
  std::string text =
      fmt::format("Recogniser {}, match {:.4f}, possible {:.4f} (1 - cosine)\n",
                  report.recogniser.value, report.match.value, report.possible.value);
  text += fmt::format("{} people, {} photos ({} could not be read)\n", report.people,
                      counts.photos + counts.unread, counts.unread);
  text += fmt::format(
      "Faces: none in {} photos, one in {}, several in {}; the main face not comparable in {}\n\n",
      counts.no_face, counts.one_face, counts.several_faces, counts.main_not_comparable);
  text += VerificationText(report.verification);
  for (const Verification& each : report.verification_by_subgroup) text += VerificationText(each);
  for (const GalleryFigure& figure : report.galleries)
    text += fmt::format("\n{}", GalleryText(figure));
  if (!report.left_out.empty()) text += "\nLeft out:\n";
  for (const std::string& sentence : report.left_out) text += fmt::format("  {}\n", sentence);
  text +=
      "\nIn brackets: 95 % confidence interval, resampling people. These figures hold for people\n"
      "like those in the folder; a recogniser that was measured on adults says little of "
      "children.\n";
  return text;
}

}  // namespace photogate
