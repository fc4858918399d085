#include "consent/kin_suggestions.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/template_rows.h"

namespace photogate {
namespace {

std::string Surname(const std::string& name) {
  const std::size_t space = name.find_last_of(' ');
  std::string last = space == std::string::npos ? name : name.substr(space + 1);
  for (char& c : last) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return last;
}

using Pair = std::pair<std::int64_t, std::int64_t>;

Pair Ordered(std::int64_t one, std::int64_t other) { return std::minmax(one, other); }

std::set<Pair> DeclaredKin(Database& database) {
  std::set<Pair> kin;
  Rows rows = database.Query("SELECT person, other FROM kin");
  while (rows.Next()) kin.insert(Ordered(rows.Int(0), rows.Int(1)));
  return kin;
}

// One vector a person: the mean of their templates, which Template brings to length 1.
std::map<std::int64_t, Template> Means(const std::vector<StoredTemplate>& templates) {
  std::map<std::int64_t, std::vector<float>> sums;
  for (const StoredTemplate& one : templates) {
    auto& sum = sums[one.person];
    const auto& values = one.face_template.values();
    sum.resize(values.size());
    std::transform(sum.begin(), sum.end(), values.begin(), sum.begin(), std::plus<>());
  }
  std::map<std::int64_t, Template> means;
  for (auto& [person, sum] : sums) {
    if (IsUsableVector(sum)) {
      means.emplace(person, Template(templates.front().face_template.model(), sum));
    }
    std::fill(sum.begin(), sum.end(), 0.0F);
  }
  return means;
}

double DistanceOf(const Template& one, const Template& other) {
  const auto& a = one.values();
  return 1.0 -
         static_cast<double>(std::inner_product(a.begin(), a.end(), other.values().begin(), 0.0F));
}

class Suggester {
 public:
  Suggester(Database& database, const std::set<PersonId>& of)
      : people_(AllPeople(database)), declared_(DeclaredKin(database)) {
    for (const StoredPerson& person : people_) {
      ids_.emplace(person.row, person.entry.id);
      if (of.empty() || of.count(person.entry.id) != 0) asked_.insert(person.row);
    }
  }

  void AddAlikeFaces(const std::vector<StoredTemplate>& templates, const Distance& possible) {
    const auto means = Means(templates);
    for (auto one = means.begin(); one != means.end(); ++one) {
      for (auto other = std::next(one); other != means.end(); ++other) {
        if (!Wanted(one->first, other->first)) continue;
        const double distance = DistanceOf(one->second, other->second);
        if (distance <= possible.value) {
          Add(one->first, other->first, KinHint::kAlikeFaces, Distance{distance});
        }
      }
    }
  }

  void AddSurnames() {
    std::map<std::string, std::vector<const StoredPerson*>> families;
    for (const StoredPerson& person : people_) {
      if (person.entry.kind == PersonKind::kPupil) {
        families[Surname(person.entry.name)].push_back(&person);
      }
    }
    for (const auto& [surname, members] : families) {
      for (std::size_t one = 0; one < members.size(); ++one) {
        for (std::size_t other = one + 1; other < members.size(); ++other) {
          if (Wanted(members[one]->row, members[other]->row) &&
              ShareGroup(members[one]->entry, members[other]->entry)) {
            Add(members[one]->row, members[other]->row, KinHint::kSameSurname, std::nullopt);
          }
        }
      }
    }
  }

  std::vector<KinSuggestion> Take(std::size_t most) {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const KinSuggestion& a, const KinSuggestion& b) {
                       return a.distance.value_or(Distance{3}) < b.distance.value_or(Distance{3});
                     });
    if (found_.size() > most) found_.resize(most);
    return std::move(found_);
  }

 private:
  static bool ShareGroup(const PersonEntry& one, const PersonEntry& other) {
    return std::any_of(one.groups.begin(), one.groups.end(), [&](const GroupName& group) {
      return std::find(other.groups.begin(), other.groups.end(), group) != other.groups.end();
    });
  }

  bool Wanted(std::int64_t one, std::int64_t other) const {
    return (asked_.count(one) != 0 || asked_.count(other) != 0) && ids_.count(one) != 0 &&
           ids_.count(other) != 0 && declared_.count(Ordered(one, other)) == 0;
  }

  void Add(std::int64_t one, std::int64_t other, KinHint hint, std::optional<Distance> distance) {
    const auto [first, second] = Ordered(one, other);
    if (!suggested_.insert({first, second}).second) return;
    found_.push_back({ids_.at(first), ids_.at(second), hint, distance});
  }

  std::vector<StoredPerson> people_;
  std::set<Pair> declared_, suggested_;
  std::map<std::int64_t, PersonId> ids_;
  std::set<std::int64_t> asked_;
  std::vector<KinSuggestion> found_;
};

}  // namespace

Result<std::vector<KinSuggestion>> SuggestKin(Register& reg, const std::optional<ModelId>& model,
                                              const Distance& possible,
                                              const std::set<PersonId>& of, std::size_t most) {
  return reg.store().Read([&](Database& database) -> Result<std::vector<KinSuggestion>> {
    Suggester suggester(database, of);
    if (model) {
      const auto templates = AllTemplates(database, *model);
      if (!templates.ok()) return templates.error();
      if (!templates.value().empty()) suggester.AddAlikeFaces(templates.value(), possible);
    }
    suggester.AddSurnames();
    return suggester.Take(most);
  });
}

std::string_view KinHintName(KinHint hint) {
  switch (hint) {
    case KinHint::kAlikeFaces: return "alike_faces";
    case KinHint::kSameSurname: return "same_surname";
  }
  return "same_surname";
}

}  // namespace photogate
