// Random histories of everything that says whether a person may appear, entered into a real
// register day by day, against a model written apart from the code under test.
#include <rapidcheck.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/bars.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

constexpr int kFirstDay = 1, kDays = 28;

Date November(int day) { return Date{2026, 11, day}; }

struct Told {
  int day_from;
  int day_until;  // 99: no end
  char what;      // 'g' granted, 'r' refused, 'w' withdrawn
  std::string voice;
};

struct Barred {
  int from;
  int lifted;  // 99: never
};

struct Biometric {
  int from;
  char what;  // 'c' consent, 'o' objection, 'w' withdrawal, 'k' the child refuses, 'n' notified
  std::string voice;
};

// The naive register: plain lists, and answers by walking all of them.
struct Model {
  std::vector<Told> website;
  std::vector<Barred> bars;
  std::vector<Biometric> biometrics;
  int leaving = 99;

  std::string Website(int day) const {
    std::vector<std::string> voices;
    for (const Told& told : website) voices.push_back(told.voice);
    int worst = 0;
    for (const std::string& voice : voices) {
      // The statement that begins last, of those on one day the last entered.
      const Told* newest = nullptr;
      // The last entered of those in force.
      const Told* standing = nullptr;
      for (const Told& told : website) {
        if (told.voice != voice || told.day_from > day) continue;
        if (newest == nullptr || told.day_from >= newest->day_from) newest = &told;
        if (day <= told.day_until) standing = &told;
      }
      for (const Told* told : {newest, standing}) {
        if (told == nullptr) continue;
        int grade = told->what == 'g' ? 1 : told->what == 'r' ? 3 : 4;
        if (told->day_until < day) grade = 2;
        worst = std::max(worst, grade);
      }
    }
    if (worst == 1 && leaving < day) worst = 2;
    const char* const names[] = {"unrecorded", "granted", "expired", "refused", "withdrawn"};
    return names[worst];
  }

  bool BarredOn(int day) const {
    for (const Barred& bar : bars) {
      if (bar.from <= day && day < bar.lifted) return true;
    }
    return false;
  }

  // Consent, objection.
  std::pair<bool, bool> BiometricOn(int day) const {
    bool consent = false, objection = false;
    for (const Biometric& each : biometrics) {
      const std::string voice = each.what == 'k' ? "pupil" : each.voice;
      const Biometric* newest = nullptr;
      const Biometric* last = nullptr;
      for (const Biometric& said : biometrics) {
        const std::string whose = said.what == 'k' ? "pupil" : said.voice;
        if (whose != voice || said.what == 'n' || said.from > day) continue;
        if (newest == nullptr || said.from >= newest->from) newest = &said;
        last = &said;
      }
      if (newest == nullptr) continue;
      if (newest->what == 'c' && last->what == 'c') consent = true;
      if (newest->what != 'c' || last->what != 'c') objection = true;
    }
    return {consent, objection};
  }
};

class World {
 public:
  explicit World(TestRegister& reg) : reg_(reg) {
    reg_.clock().Set(November(kFirstDay));
    RC_ASSERT(reg_->AcceptClock(kOffice).ok());
    reg_.Add("p1");
  }

  // Enters one thing on `today`, into both.
  void Step(int today) {
    reg_.clock().Set(November(today));
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1: return TellWebsite(today);
      case 2: return SetBar(today);
      case 3: return LiftBar(today);
      case 4: return Leave();
      default: return TellBiometric(today);
    }
  }

  void Compare() {
    for (int day = kFirstDay; day <= kDays; ++day) {
      const auto details = People(*reg_).Show(kPerson, November(day));
      RC_ASSERT(details.ok());
      const std::string website(PermissionStateName(
          Permissions(*reg_).State(kPerson, UseName{"website"}, November(day)).value()));
      RC_ASSERT(website == model_.Website(day));
      RC_ASSERT(details.value().safeguarding_bar == model_.BarredOn(day));
      const auto [consent, objection] = model_.BiometricOn(day);
      RC_ASSERT(details.value().biometric.consent == consent);
      RC_ASSERT(details.value().biometric.objection == objection);
      const auto snapshot =
          reg_->Snapshot({ChannelName{"website"}, std::nullopt, {}, November(day), std::nullopt});
      RC_ASSERT(snapshot.ok());
      const Person* person = FindPerson(snapshot.value(), kPerson);
      RC_ASSERT(person != nullptr);
      RC_ASSERT(person->barred == (model_.BarredOn(day) || website != "granted"));
    }
  }

 private:
  void TellWebsite(int today) {
    Told told{*rc::gen::inRange(kFirstDay, kDays), 99, *rc::gen::element('g', 'g', 'g', 'r', 'w'),
              *rc::gen::element<std::string>("", "parent A", "parent B")};
    // Only a yes may be dated ahead.
    if (told.what != 'g') told.day_from = std::min(told.day_from, today);
    if (*rc::gen::inRange(0, 3) == 0) told.day_until = told.day_from + *rc::gen::inRange(0, 5);
    if (told.day_until > kDays) told.day_until = 99;
    NewPermission said{kPerson, UseName{"website"},
                       told.what == 'g'   ? PermissionStatement::kGranted
                       : told.what == 'r' ? PermissionStatement::kRefused
                                          : PermissionStatement::kWithdrawn,
                       November(told.day_from)};
    if (told.day_until != 99) said.until = November(told.day_until);
    said.given_by = told.voice;
    RC_ASSERT(Permissions(*reg_).Record(said, kOffice).ok());
    model_.website.push_back(told);
  }

  void SetBar(int today) {
    const int from = std::max(kFirstDay, today + *rc::gen::inRange(-3, 1));
    if (from > kDays) return;
    RC_ASSERT(Bars(*reg_).Set(kPerson, "file", November(from), kOffice).ok());
    model_.bars.push_back({from, 99});
  }

  void LiftBar(int today) {
    bool stands = false;
    for (Barred& bar : model_.bars) {
      if (bar.from > today || bar.lifted != 99) continue;
      bar.lifted = today;
      stands = true;
    }
    RC_ASSERT(Bars(*reg_).Lift(kPerson, "ended", November(today), kOffice).ok() == stands);
  }

  void Leave() {
    model_.leaving = *rc::gen::element(99, *rc::gen::inRange(kFirstDay, kDays));
    PersonCorrection correction{kPerson};
    correction.leaving_date =
        model_.leaving == 99 ? std::nullopt : std::optional(November(model_.leaving));
    RC_ASSERT(People(*reg_).Correct(correction, kOffice).ok());
  }

  void TellBiometric(int today) {
    Biometric told{*rc::gen::inRange(kFirstDay, today + 1),
                   *rc::gen::element('c', 'c', 'c', 'o', 'w', 'k', 'n'),
                   *rc::gen::element<std::string>("", "parent A", "pupil")};
    const std::map<char, BiometricStatement> statements = {{'c', BiometricStatement::kConsent},
                                                           {'o', BiometricStatement::kObjection},
                                                           {'w', BiometricStatement::kWithdrawal},
                                                           {'k', BiometricStatement::kChildRefusal},
                                                           {'n', BiometricStatement::kNotified}};
    RC_ASSERT(
        Biometrics(*reg_)
            .Record({kPerson, statements.at(told.what), November(told.from), told.voice}, kOffice)
            .ok());
    model_.biometrics.push_back(told);
  }

  const PersonId kPerson{"p1"};
  TestRegister& reg_;
  Model model_;
};

}  // namespace

TEST_CASE("every day of any history is answered as a naive register would", "[consent][property]") {
  const bool held = rc::check("register equals the model", [] {
    TestRegister reg;
    World world(reg);
    const int steps = *rc::gen::inRange(0, 14);
    int today = kFirstDay;
    for (int step = 0; step < steps; ++step) {
      today = std::min(kDays, today + *rc::gen::inRange(0, 4));
      world.Step(today);
    }
    world.Compare();
  });
  CHECK(held);
}

}  // namespace photogate::test
