// photogate user list | show | add | set | leave | password | roles
#include <fmt/format.h>
#include <pwd.h>

#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/password_prompt.h"
#include "cli/shared_accounts.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/channels.h"
#include "consent/demo_approver.h"
#include "consent/passwords.h"
#include "consent/past.h"
#include "consent/users.h"
#include "crypto/secret.h"

namespace photogate {
namespace {

struct UserArguments {
  std::string name, as_of;
  std::optional<std::string> account, roles, policy_read, trained, delegated, evidence, leaving;
  bool no_account = false, no_leaving_date = false, insist = false;
  std::optional<int> password_fd;
};

Json DateJson(const std::optional<Date>& date) {
  return date ? Json(FormatDate(*date)) : Json(nullptr);
}

std::string RoleNames(const User& user) {
  std::string text;
  for (const UserRole role : user.roles) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", UserRoleName(role));
  }
  return text;
}

Json UserJson(const User& user, const Date& today) {
  Json roles = Json::array(), may = Json::array(), obstacles = Json::array();
  for (const UserRole role : user.roles) roles.push_back(UserRoleName(role));
  for (const ActRule& rule : ActRules()) {
    if (MayDo(user, rule.act, today).ok()) may.push_back(rule.what);
  }
  for (const UserObstacle obstacle : ObstaclesToDeciding(user, today)) {
    obstacles.push_back(ObstacleText(obstacle));
  }
  return Json{{"name", user.name},
              {"account", user.account ? Json(*user.account) : Json(nullptr)},
              {"roles", roles},
              {"policy_read", DateJson(user.policy_read)},
              {"trained", DateJson(user.trained)},
              {"delegated", DateJson(user.delegated)},
              {"delegation_evidence", user.delegation_evidence},
              {"leaving_date", DateJson(user.leaving_date)},
              {"password_set", user.password_at ? Json(*user.password_at) : Json(nullptr)},
              {"active", IsActive(user, today)},
              {"may", may},
              {"obstacles_to_deciding", obstacles}};
}

// What is on record, without what follows from it.
Json RecordedOf(const User& user, const Date& today) {
  Json json = UserJson(user, today);
  for (const char* derived : {"active", "may", "obstacles_to_deciding"}) json.erase(derived);
  return json;
}

ExitCode ListUsers(const AppContext& context, const UserArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto users = Past(reg, *day).ListUsers();
    if (!users.ok()) return FailRegister(users.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"USER", "ACCOUNT", "ROLES", "DECIDES", "LEAVES"}};
    for (const User& user : users.value()) {
      list.push_back(UserJson(user, *day));
      rows.push_back({Printable(user.name), Printable(user.account.value_or("")), RoleNames(user),
                      MayDo(user, Act::kDecidePhotos, *day).ok() ? "yes" : "no",
                      user.leaving_date ? FormatDate(*user.leaving_date) : ""});
    }
    const Json fields{
        {"as_of", FormatDate(*day)}, {"set_up", users.value().empty()}, {"users", list}};
    if (users.value().empty() && *day < context.clock.Today()) {
      return Answer(context, "users", fields, "Nobody: the register was in set-up.");
    }
    return Answer(context, "users", fields,
                  users.value().empty()
                      ? "Nobody yet: the register is in set-up, and the account that owns its "
                        "folder may do everything. The first user is an administrator: photogate "
                        "user add NAME --account ACCOUNT --roles administrator"
                      : TextTable(rows));
  });
}

std::string DutyText(const std::optional<Date>& date) {
  return date ? FormatDate(*date) + ", good for a year" : "not on record";
}

ExitCode ShowUser(const AppContext& context, const UserArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto found = Past(reg, *day).ShowUser(arguments.name);
    if (!found.ok()) return FailRegister(found.error());
    const User& user = found.value();
    std::string text =
        TextTable({{"USER", Printable(user.name)},
                   {"account", Printable(user.account.value_or("none: only on the page"))},
                   {"roles", RoleNames(user)},
                   {"policy read", DutyText(user.policy_read)},
                   {"trained", DutyText(user.trained)},
                   {"delegated", DutyText(user.delegated)},
                   {"delegation kept", Printable(user.delegation_evidence)},
                   {"last day", user.leaving_date ? FormatDate(*user.leaving_date) : ""},
                   {"password", user.password_at ? "set " + *user.password_at : "none"}});
    text += "\nMay:";
    for (const ActRule& rule : ActRules()) {
      if (MayDo(user, rule.act, *day).ok()) text += fmt::format("\n  {}", rule.what);
    }
    std::string obstacles;
    for (const UserObstacle obstacle : ObstaclesToDeciding(user, *day)) {
      obstacles += fmt::format("\n  {}", ObstacleText(obstacle));
    }
    if (!obstacles.empty()) text += "\nMay not decide about photos:" + obstacles;
    Json fields = UserJson(user, *day);
    fields["as_of"] = FormatDate(*day);
    return Answer(context, "user", fields, text);
  });
}

// What was said on the command line in place of what is on record.
Result<Done> FillIn(User& user, const UserArguments& arguments) {
  const auto day = [](const std::optional<std::string>& text, std::optional<Date>& date) {
    if (!text) return true;
    date = ParseDate(*text);
    return date.has_value();
  };
  if (!day(arguments.policy_read, user.policy_read) || !day(arguments.trained, user.trained) ||
      !day(arguments.delegated, user.delegated) || !day(arguments.leaving, user.leaving_date)) {
    return Error{ErrorKind::kRefused, "a date is not a day; write it as YYYY-MM-DD"};
  }
  if (arguments.account) user.account = *arguments.account;
  if (arguments.no_account) user.account = std::nullopt;
  if (arguments.no_leaving_date) user.leaving_date = std::nullopt;
  if (arguments.evidence) user.delegation_evidence = *arguments.evidence;
  if (!arguments.roles) return Done{};
  user.roles.clear();
  for (const std::string& name : SplitList(*arguments.roles)) {
    const auto role = ParseUserRole(name);
    if (!role) {
      return Error{ErrorKind::kRefused,
                   "there is no such role; the roles are office, teacher, senior-leader, "
                   "safeguarding-lead, data-protection-lead, administrator and auditor",
                   name};
    }
    user.roles.insert(*role);
  }
  return Done{};
}

// Those that were approved in set-up and are proposed again by its end.
std::vector<std::string> ProposedAgain(const std::vector<ChannelDetails>& before) {
  std::vector<std::string> names;
  for (const ChannelDetails& channel : before) {
    const bool stays = channel.approved_by == kDemoApprover;
    if (channel.state == ChannelState::kApproved && !stays) names.push_back(channel.name.value);
  }
  return names;
}

ExitCode AddOne(const AppContext& context, const UserArguments& arguments) {
  return WithRegister(context, Act::kManageUsers, [&](Register& reg, const Actor& me) {
    Users users(reg);
    User user{arguments.name, {}, {}, {}, {}, {}, "", {}};
    const auto filled = FillIn(user, arguments);
    if (!filled.ok()) return Fail(filled.error());
    const auto set_up = users.InSetUp();
    if (!set_up.ok()) return FailRegister(set_up.error());
    if (set_up.value() && user.account && getpwnam(user.account->c_str()) == nullptr) {
      return Fail(Error{ErrorKind::kRefused,
                        "this machine has no such account, so nobody could administer the "
                        "register; give the account that the administrator signs in with",
                        *user.account});
    }
    const auto before = Channels(reg).List();
    if (!before.ok()) return FailRegister(before.error());
    const auto done = users.Add(user, me);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    std::string text = "Added.";
    if (set_up.value()) {
      text += " Set-up is over: from now on every account needs a user, and roles count.";
      const auto ended = ProposedAgain(before.value());
      if (!ended.empty()) {
        text += fmt::format(
            "\nApproved in set-up and proposed again, until a senior leader approves: {}. See "
            "`photogate channel list`.",
            Printable(fmt::format("{}", fmt::join(ended, ", "))));
      }
    }
    const std::string hint = user.account ? AccountHint(reg.home(), *user.account) : "";
    if (!hint.empty()) text += "\n" + hint;
    Json fields = UserJson(user, context.clock.Today());
    fields["account_hint"] = hint.empty() ? Json(nullptr) : Json(hint);
    return Answer(context, "user_add", fields, text);
  });
}

ExitCode Change(const AppContext& context, const UserArguments& arguments, const std::string& what,
                const std::string& sentence) {
  return WithRegister(context, Act::kManageUsers, [&](Register& reg, const Actor& me) {
    Users users(reg);
    auto known = users.Show(arguments.name);
    if (!known.ok()) return FailRegister(known.error());
    User user = std::move(known).value();
    const Json before = RecordedOf(user, context.clock.Today());
    const auto account_before = user.account;
    const auto filled = FillIn(user, arguments);
    if (!filled.ok()) return Fail(filled.error());
    if (account_before == OsAccount() && user.account != account_before && !arguments.insist) {
      return Fail(Error{ErrorKind::kRefused,
                        "you are signed in with the account that would be taken from this user, "
                        "and could not take it back afterwards. Let another administrator do it, "
                        "or say --insist",
                        Printable(*account_before)});
    }
    const auto done = users.Set(user, me);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    const Changes changes = ChangesOf(before, RecordedOf(user, context.clock.Today()));
    Json fields = UserJson(user, context.clock.Today());
    fields["changes"] = changes.list;
    const std::string hint = arguments.account ? AccountHint(reg.home(), *arguments.account) : "";
    if (arguments.account) fields["account_hint"] = hint.empty() ? Json(nullptr) : Json(hint);
    return Answer(context, what, fields,
                  sentence + "\n" + changes.text + (hint.empty() ? "" : hint + "\n"));
  });
}

// One's own, or as an administrator anybody's.
ExitCode SetPassword(const AppContext& context, const UserArguments& arguments) {
  const auto change = [&](Register& reg, const Actor& me) {
    const auto known = Users(reg).Show(arguments.name);
    if (!known.ok()) return FailRegister(known.error());
    if (known.value().account != OsAccount()) {
      const auto administrator = Admit(context, reg, Act::kManageUsers);
      if (!administrator.ok()) return FailRegister(administrator.error());
    }
    auto password = ReadPassword(arguments.password_fd, [&](std::string_view typed) {
      return WhyNotPassword(typed, arguments.name);
    });
    if (!password.ok()) return Fail(password.error());
    const auto done = Users(reg).SetPassword(arguments.name, password.value(), me);
    Wipe(password.value());
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "user_password", {{"user", arguments.name}},
                  "The password is set. The user can sign in to the page with it.");
  };
  return WithRegister(context, Act::kLookAtPhotos, change);
}

ExitCode ShowRoles(const AppContext& context) {
  Json list = Json::array();
  std::string text;
  for (const ActRule& rule : ActRules()) {
    Json roles = Json::array();
    for (const UserRole role : rule.roles) roles.push_back(UserRoleName(role));
    list.push_back({{"may", rule.what}, {"roles", roles}, {"needs_duties", rule.needs_duties}});
    text +=
        fmt::format("{}{}\n    {}\n", rule.what, rule.needs_duties ? " *" : "", RolesText(rule));
  }
  return Answer(context, "roles", {{"acts", list}},
                text +
                    "\n* also needs the policy read, training and written delegation, each "
                    "within a year");
}

void AddDetails(CLI::App& verb, UserArguments& arguments) {
  verb.add_option("--account", arguments.account, "The account they sign in to this machine with")
      ->type_name("ACCOUNT");
  verb.add_option("--roles", arguments.roles, "See `photogate user roles`")->type_name("A,B");
  verb.add_option("--policy-read", arguments.policy_read, "When they read the policy")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--trained", arguments.trained, "When they were trained")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--delegated", arguments.delegated, "When they were given the task in writing")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--delegation-evidence", arguments.evidence, "Where that writing is kept")
      ->type_name("TEXT");
}

void AddName(CLI::App& verb, UserArguments& arguments) {
  verb.add_option("name", arguments.name, "Their name")->required()->type_name("NAME");
}

}  // namespace

void AddUser(CLI::App& app, AppContext& context) {
  CLI::App* user = AddVerb(
      app, "user", "Who uses photogate, in which role, and until when",
      "  photogate user add \"Ms Patel\" --account apatel --roles administrator\n"
      "  photogate user add \"Mr Bell\" --account tbell --roles office --policy-read 2026-09-01 "
      "--trained 2026-09-03 --delegated 2026-09-03 --delegation-evidence \"file 12\"\n"
      "  photogate user list\n"
      "  photogate user leave \"Mr Bell\" --on 2027-07-20\n"
      "\n"
      "At the command line a user is known by the account they sign in to this machine with. The\n"
      "register is for the account that made it until its folder is shared with a group, and each\n"
      "account needs a key file of its own: \"Several accounts on one computer\" in the guide. "
      "The\n"
      "page (`photogate serve`) needs neither.\n");
  user->require_subcommand(1);
  auto arguments = std::make_shared<UserArguments>();

  CLI::App* list = AddVerb(*user, "list", "Everybody",
                           "  photogate user list --json\n"
                           "  photogate user list --as-of 2026-09-01\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListUsers(context, *arguments); });
  CLI::App* show = AddVerb(*user, "show", "One user: what they may, and what is missing",
                           "  photogate user show \"Mr Bell\"\n"
                           "  photogate user show \"Mr Bell\" --as-of 2026-09-01\n");
  AddName(*show, *arguments);
  AddAsOf(*show, arguments->as_of);
  OnRun(*show, context, [&context, arguments] { return ShowUser(context, *arguments); });

  CLI::App* add = AddVerb(*user, "add", "Record a user; the first one is an administrator",
                          "  photogate user add \"Ms Patel\" --account apatel --roles "
                          "administrator,data-protection-lead\n");
  AddName(*add, *arguments);
  AddDetails(*add, *arguments);
  OnRun(*add, context, [&context, arguments] { return AddOne(context, *arguments); });

  CLI::App* set = AddVerb(*user, "set", "Change what is named; the rest stays",
                          "  photogate user set \"Mr Bell\" --trained 2027-09-01\n");
  AddName(*set, *arguments);
  AddDetails(*set, *arguments);
  set->add_flag("--no-account", arguments->no_account, "They have no account here any more");
  set->add_flag("--insist", arguments->insist,
                "Also when the account that you are signed in with is taken away");
  set->add_flag("--no-leaving-date", arguments->no_leaving_date, "They stay after all");
  OnRun(*set, context,
        [&context, arguments] { return Change(context, *arguments, "user_set", "Recorded."); });

  CLI::App* leave = AddVerb(*user, "leave", "Their last day; after it nothing is allowed",
                            "  photogate user leave \"Mr Bell\" --on 2027-07-20\n");
  AddName(*leave, *arguments);
  leave->add_option("--on", arguments->leaving, "The last day")
      ->required()
      ->type_name("YYYY-MM-DD");
  OnRun(*leave, context, [&context, arguments] {
    return Change(context, *arguments, "user_leave",
                  "Recorded. From the day after, everything they try is refused. Give channels "
                  "that they own to others: photogate channel transfer.");
  });

  CLI::App* password = AddVerb(*user, "password",
                               "Set the password for the page: 12 characters or "
                               "more, anything you can remember",
                               "  photogate user password \"Mr Bell\"\n"
                               "  photogate user password \"Mr Bell\" --password-fd 3 3<secret\n");
  AddName(*password, *arguments);
  password->add_option("--password-fd", arguments->password_fd, "Read it from this descriptor")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  OnRun(*password, context, [&context, arguments] { return SetPassword(context, *arguments); });
  for (CLI::App* verb : {add, set, leave, password}) AddDryRun(*verb, context);

  CLI::App* roles = AddVerb(*user, "roles", "Which role may do what", "  photogate user roles\n");
  OnRun(*roles, context, [&context] { return ShowRoles(context); });
}

}  // namespace photogate
