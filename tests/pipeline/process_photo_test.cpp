#include "pipeline/process_photo.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "tests/pipeline/doubles.h"

namespace photogate {
namespace {

using test::FakeRun;

bool Has(const PhotoResult& result, FindingCode code) {
  const auto& findings = result.record.findings;
  return std::any_of(findings.begin(), findings.end(),
                     [code](const Finding& finding) { return finding.code == code; });
}

Error Failure(ErrorKind kind) { return {kind, "This failed on purpose."}; }

constexpr ErrorKind kKinds[] = {ErrorKind::kNotFound,      ErrorKind::kCorrupt,
                                ErrorKind::kLimitExceeded, ErrorKind::kUnsupported,
                                ErrorKind::kUnavailable,   ErrorKind::kRefused,
                                ErrorKind::kInternal};

void CheckHeldAndNotReleased(FakeRun& run) {
  const PhotoResult result = run.Process();
  CHECK(result.record.decision.kind() == DecisionKind::kReview);
  CHECK(std::any_of(result.record.findings.begin(), result.record.findings.end(),
                    [](const Finding& finding) { return finding.effect == Effect::kReview; }));
  CHECK_FALSE(result.record.output.has_value());
  CHECK(run.released == 0);
}

void AddFace(FakeRun& run, int axis) {
  run.inspection.value().faces.value().faces.push_back(test::FaceAlong(axis));
}

void ChangeConsent(FakeRun& run, const std::function<void(ConsentSnapshot&)>& change) {
  ConsentSnapshot snapshot = test::UsualConsent();
  change(snapshot);
  run.consent = test::View(std::move(snapshot));
}

}  // namespace

TEST_CASE("clears and releases a photo that every stage allows", "[pipeline]") {
  FakeRun run;
  AddFace(run, 2);
  AddFace(run, 1);
  const PhotoResult result = run.Process();
  REQUIRE(result.record.decision.kind() == DecisionKind::kClear);
  REQUIRE(result.outcome.has_value());
  CHECK(result.outcome->kind == OutcomeKind::kCleared);
  CHECK(result.record.output == "cleared/photo.jpg");
  REQUIRE(result.record.faces.size() == 2);
  CHECK_FALSE(result.record.faces[0].nearest.has_value());
  REQUIRE(result.record.faces[1].nearest.has_value());
  CHECK(result.record.faces[1].nearest->case_number == "case-000008");
  CHECK(result.consent_version == ConsentVersion{5});
  REQUIRE(run.orders.size() == 1);
  CHECK(run.orders[0].compare);
}

TEST_CASE("the ledger row says what the decision rested on", "[pipeline]") {
  FakeRun run;
  AddFace(run, 1);
  REQUIRE(run.Process().record.decision.kind() == DecisionKind::kClear);
  REQUIRE(run.rows.size() == 1);
  const LedgerRow& row = run.rows[0];
  CHECK(row.original_sha256 == test::CleanInspection().sha256);
  CHECK(row.channel == ChannelName{"website"});
  CHECK(row.consent_version == ConsentVersion{5});
  CHECK(row.decision == DecisionKind::kClear);
  CHECK(row.model == test::kModel);
  CHECK(row.match_threshold == 0.4);
  CHECK(row.possible_threshold == 0.6);
  CHECK(row.findings_json.find("metadata_removed") != std::string::npos);
  CHECK(row.findings_json.find("Example") == std::string::npos);
  CHECK(row.when == test::FixedClock().Now());
}

TEST_CASE("blocks a barred person's face and releases nothing", "[pipeline]") {
  FakeRun run;
  AddFace(run, 0);
  const PhotoResult result = run.Process();
  CHECK(result.record.decision.kind() == DecisionKind::kBlock);
  CHECK(Has(result, FindingCode::kListedPerson));
  CHECK(run.released == 0);
}

TEST_CASE("writes nothing when there is nowhere to write", "[pipeline]") {
  FakeRun run;
  run.context.release = nullptr;
  const PhotoResult result = run.Process();
  CHECK(result.record.decision.kind() == DecisionKind::kClear);
  CHECK_FALSE(result.outcome.has_value());
  CHECK_FALSE(result.record.output.has_value());
}

TEST_CASE("holds a photo whatever the worker ends with", "[pipeline]") {
  FakeRun run;
  SECTION("an error") {
    const ErrorKind kind = GENERATE(from_range(std::begin(kKinds), std::end(kKinds)));
    run.inspection = Failure(kind);
    CheckHeldAndNotReleased(run);
  }
  SECTION("an exception") {
    run.context.inspect = [](int, const InspectionOrder&) -> Result<Inspection> {
      throw std::runtime_error("broken");
    };
    CheckHeldAndNotReleased(run);
  }
  SECTION("something that is no exception class") {
    run.context.inspect = [](int, const InspectionOrder&) -> Result<Inspection> { throw 7; };
    CheckHeldAndNotReleased(run);
  }
}

TEST_CASE("holds a photo when any part of its inspection failed", "[pipeline]") {
  FakeRun run;
  Inspection& parts = run.inspection.value();
  const ErrorKind kind = GENERATE(from_range(std::begin(kKinds), std::end(kKinds)));
  SECTION("info") { parts.info = Failure(kind); }
  SECTION("faces") { parts.faces = Failure(kind); }
  SECTION("metadata") { parts.metadata = Failure(kind); }
  SECTION("the clean copy") { parts.sanitised = Failure(kind); }
  CheckHeldAndNotReleased(run);
}

TEST_CASE("holds a photo whose inspection is not whole", "[pipeline]") {
  FakeRun run;
  Inspection& parts = run.inspection.value();
  SECTION("metadata was not read in full") { parts.metadata.value().complete = false; }
  SECTION("the clean copy is empty") { parts.sanitised.value().bytes.clear(); }
  SECTION("it is animated") { parts.info.value().animated = true; }
  SECTION("it holds several pictures") { parts.info.value().pictures = 2; }
  SECTION("the main detector was missing") { parts.faces.value().detector_complete = false; }
  CheckHeldAndNotReleased(run);
}

TEST_CASE("holds a photo when the register cannot be asked", "[pipeline]") {
  FakeRun run;
  SECTION("an error") {
    const ErrorKind kind = GENERATE(from_range(std::begin(kKinds), std::end(kKinds)));
    run.consent = Failure(kind);
    CheckHeldAndNotReleased(run);
  }
  SECTION("an exception") {
    run.context.consent = []() -> Result<SharedConsent> { throw std::runtime_error("broken"); };
    CheckHeldAndNotReleased(run);
  }
  SECTION("a channel that is not approved") {
    ChangeConsent(run, [](ConsentSnapshot& snapshot) { snapshot.channel.approved = false; });
    CheckHeldAndNotReleased(run);
  }
  SECTION("templates that contradict each other") {
    ConsentSnapshot snapshot = test::UsualConsent();
    snapshot.gallery[1].templates = {Template(ModelId{"another"}, {1, 0})};
    run.consent = test::View(std::move(snapshot));
    CHECK_FALSE(run.consent.ok());
    CheckHeldAndNotReleased(run);
  }
}

TEST_CASE("holds a photo with a face that was not compared, and makes no template then",
          "[pipeline]") {
  FakeRun run;
  AddFace(run, 2);
  SECTION("no recogniser") { run.context.recogniser.reset(); }
  SECTION("no thresholds") { run.context.match.reset(); }
  SECTION("matching is off") { run.context.matching_allowed = false; }
  SECTION("no assessment on record") {
    ChangeConsent(run, [](ConsentSnapshot& snapshot) { snapshot.dpia_recorded = false; });
  }
  SECTION("an objection") {
    ChangeConsent(run,
                  [](ConsentSnapshot& snapshot) { snapshot.people[1].biometric_objection = true; });
  }
  CheckHeldAndNotReleased(run);
  REQUIRE(run.orders.size() == 1);
  CHECK_FALSE(run.orders[0].compare);
}

TEST_CASE("holds a photo with a face when matching fails", "[pipeline]") {
  FakeRun run;
  AddFace(run, 2);
  SECTION("thresholds that are no numbers") {
    run.context.match->possible.value = std::numeric_limits<double>::quiet_NaN();
  }
  SECTION("a template of another length") {
    run.inspection.value().faces.value().faces[0].face_template = Template(test::kModel, {1, 0});
  }
  CheckHeldAndNotReleased(run);
}

TEST_CASE("holds a clear photo whose copy could not be written", "[pipeline]") {
  FakeRun run;
  SECTION("an error") {
    const ErrorKind kind = GENERATE(from_range(std::begin(kKinds), std::end(kKinds)));
    run.outcomes = {Failure(kind)};
  }
  SECTION("an exception") {
    run.context.release = [](const SanitisedPhoto&, const std::string&, const LedgerRow&,
                             const PhotoRecord&) -> Result<Outcome> { throw std::bad_alloc(); };
  }
  const PhotoResult result = run.Process();
  CHECK(result.record.decision.kind() == DecisionKind::kReview);
  CHECK_FALSE(result.record.output.has_value());
  REQUIRE(result.outcome.has_value());
  CHECK(result.outcome->kind == OutcomeKind::kHeld);
}

TEST_CASE("decides again on the same facts when the register has changed", "[pipeline]") {
  FakeRun run;
  AddFace(run, 1);
  run.outcomes = {Failure(ErrorKind::kConflict)};
  SECTION("and releases what is still allowed") {
    int asked = 0;
    run.context.consent = [&] {
      ConsentSnapshot snapshot = test::UsualConsent();
      snapshot.version.value += asked++;
      return test::View(std::move(snapshot));
    };
    const PhotoResult result = run.Process();
    CHECK(result.record.decision.kind() == DecisionKind::kClear);
    REQUIRE(run.rows.size() == 2);
    CHECK(run.rows[1].consent_version == ConsentVersion{6});
    CHECK(run.inspected == 1);
  }
  SECTION("and blocks what no longer is") {
    int asked = 0;
    run.context.consent = [&] {
      ConsentSnapshot snapshot = test::UsualConsent();
      snapshot.people[1].barred = asked++ > 0;
      return test::View(std::move(snapshot));
    };
    const PhotoResult result = run.Process();
    CHECK(result.record.decision.kind() == DecisionKind::kBlock);
    CHECK(run.released == 1);
    CHECK_FALSE(result.record.output.has_value());
  }
  SECTION("and holds it when the register is gone") {
    int asked = 0;
    run.context.consent = [&]() -> Result<SharedConsent> {
      if (asked++ > 0) return Failure(ErrorKind::kUnavailable);
      return test::View(test::UsualConsent());
    };
    const PhotoResult result = run.Process();
    CHECK(result.record.decision.kind() == DecisionKind::kReview);
    CHECK(Has(result, FindingCode::kRegisterUnavailable));
  }
}

TEST_CASE("holds a photo when the register changes again and again", "[pipeline]") {
  FakeRun run;
  run.outcomes.assign(10, Failure(ErrorKind::kConflict));
  const PhotoResult result = run.Process();
  CHECK(result.record.decision.kind() == DecisionKind::kReview);
  CHECK(Has(result, FindingCode::kConsentChanged));
  CHECK(run.released == 3);
}

TEST_CASE("a file that is no picture is held without a worker", "[pipeline]") {
  FakeRun run;
  const auto [bytes, code] =
      GENERATE(table<std::string, FindingCode>({{std::string("\0\0\0\x18"
                                                             "ftypmp42",
                                                             12),
                                                 FindingCode::kVideo},
                                                {"", FindingCode::kCorruptFile},
                                                {"%PDF-1.7", FindingCode::kUnsupportedFile},
                                                {"only text", FindingCode::kUnsupportedFile}}));
  const PhotoResult result = ProcessPhoto(run.Photo("x.jpg", bytes), run.context);
  CHECK(result.record.decision.kind() == DecisionKind::kReview);
  CHECK(Has(result, code));
  CHECK_FALSE(result.unreadable.has_value());
  CHECK(run.inspected == 0);
}

TEST_CASE("a path that cannot be read is held and said to be unreadable", "[pipeline]") {
  FakeRun run;
  const test::TempFolder folder;
  SECTION("nothing there") {
    const PhotoResult result =
        ProcessPhoto({folder.path() / "none.jpg", "none.jpg", 1}, run.context);
    CHECK(result.unreadable.value().kind == ErrorKind::kNotFound);
    CHECK(result.record.decision.kind() == DecisionKind::kReview);
  }
  SECTION("a folder") {
    const PhotoResult result = ProcessPhoto({folder.path(), "x.jpg", 1}, run.context);
    CHECK(result.unreadable.value().kind == ErrorKind::kUnsupported);
  }
  SECTION("a pipe, without waiting for it") {
    const auto pipe = folder.path() / "pipe.jpg";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const PhotoResult result = ProcessPhoto({pipe, "pipe.jpg", 1}, run.context);
    CHECK(result.unreadable.value().kind == ErrorKind::kUnsupported);
  }
  CHECK(run.inspected == 0);
  CHECK(run.released == 0);
}

TEST_CASE("a copy does not carry the name of somebody on the register", "[pipeline]") {
  FakeRun run;
  PhotoJob job = run.Photo("Kim Example.jpg");
  job.number = 12;
  const PhotoResult result = ProcessPhoto(job, run.context);
  REQUIRE(result.record.decision.kind() == DecisionKind::kClear);  // this person may be named here
  CHECK(run.names == std::vector<std::string>{"photo-0012.jpg"});
}

}  // namespace photogate
