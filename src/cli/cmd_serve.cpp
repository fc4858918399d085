// photogate serve: the page on which people decide about held photos.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <thread>

#include "cli/gate.h"
#include "cli/serve_demo.h"
#include "cli/serve_page.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/users.h"
#include "review/own_certificate.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct ServeArguments {
  std::string address = "127.0.0.1";
  int port = 8470;
  std::vector<std::string> names;
  std::string certificate, key, school;
  bool demo = false;
  int jobs = DefaultJobs();
};

bool IsLoopback(const std::string& address) {
  return address.rfind("127.", 0) == 0 || address == "::1";
}

// As one word of a shell, whatever is in it.
std::string Quoted(const std::string& text) {
  if (text.find_first_of("\"$`\\!") == std::string::npos) return '"' + text + '"';
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// Whom a password is asked for first: an administrator makes the others.
std::string FirstToSignIn(const std::vector<User>& users, const Date& today) {
  std::string first;
  for (const User& user : users) {
    if (!IsActive(user, today)) continue;
    if (user.roles.count(UserRole::kAdministrator) > 0) return user.name;
    if (first.empty()) first = user.name;
  }
  return first.empty() ? "A NAME" : first;
}

// Somebody must be able to sign in, and nobody is made up for it.
Result<Done> CheckUsers(Register& reg, const AppContext& context) {
  const Date today = context.clock.Today();
  const std::string home =
      context.home_option.empty() ? "" : " --home " + Quoted(context.home_option);
  const auto users = Users(reg).List();
  if (!users.ok()) return users.error();
  for (const User& user : users.value()) {
    if (user.password_at && IsActive(user, today)) return Done{};
  }
  if (!users.value().empty()) {
    return Error{ErrorKind::kRefused,
                 "nobody can sign in to the page yet. Give a user a password with `photogate user "
                 "password " +
                     Quoted(FirstToSignIn(users.value(), today)) + home + "`"};
  }
  return Error{ErrorKind::kRefused,
               "nobody can sign in to the page yet. Make the first administrator, who makes the "
               "others, with `photogate user add \"A NAME\" --roles administrator --account " +
                   OsAccount() + home + "` and then `photogate user password \"A NAME\"" + home +
                   "`"};
}

// By which names browsers reach the page, as far as is known.
std::vector<std::string> NamesOf(const ServeArguments& arguments, bool address_too) {
  std::vector<std::string> names = arguments.names;
  const bool all = arguments.address == "0.0.0.0" || arguments.address == "::";
  if (!all && !IsLoopback(arguments.address) && (address_too || names.empty())) {
    names.push_back(arguments.address);
  }
  return names;
}

// Said on the error channel, where a service's log has it too.
void Warn(const std::string& text) { std::cerr << text << std::endl; }

Result<std::optional<Tls>> GivenTls(const ServeArguments& arguments, const Clock& clock) {
  auto tls = LoadTls(arguments.certificate, arguments.key, clock);
  if (!tls.ok()) return tls.error();
  for (const std::string& name : NamesMissing(tls.value(), NamesOf(arguments, false))) {
    Warn(
        fmt::format("The certificate does not hold {}: browsers will refuse the page under this "
                    "name. Get one that holds it, or say by which name it is reached: --name.",
                    name));
  }
  return std::optional(std::move(tls).value());
}

Result<std::optional<Tls>> OwnTls(const ServeArguments& arguments, const fs::path& home,
                                  const Clock& clock) {
  const fs::path folder = home / "tls";
  std::error_code failed;
  fs::create_directories(folder, failed);
  fs::permissions(folder, fs::perms::owner_all, failed);
  const std::vector<std::string> names = NamesOf(arguments, true);
  if (names.empty()) {
    return Error{ErrorKind::kRefused,
                 "say by which name browsers reach this computer, for its certificate: --name "
                 "photos.school.example"};
  }
  const OwnCertificateFiles files = OwnCertificateIn(folder);
  const auto anew = KeepOwnCertificate(files, names, clock);
  if (!anew.ok()) return anew.error();
  if (!anew.value().empty()) Warn(anew.value());
  auto tls = LoadTls(files.certificate, files.key, clock);
  if (!tls.ok()) return tls.error();
  const auto installed = FingerprintOf(files.authority);
  if (!installed.ok()) return installed.error();
  tls.value().own = true;
  // What people compare is what they install.
  tls.value().fingerprint = installed.value();
  return std::optional(std::move(tls).value());
}

Result<std::optional<Tls>> PrepareTls(const ServeArguments& arguments, const fs::path& home,
                                      const Clock& clock) {
  if (arguments.certificate.empty() != arguments.key.empty()) {
    return Error{ErrorKind::kRefused, "--cert and --key go together"};
  }
  if (!arguments.certificate.empty()) return GivenTls(arguments, clock);
  if (IsLoopback(arguments.address)) return std::optional<Tls>();
  return OwnTls(arguments, home, clock);
}

// As it stands in an address: "[::1]".
std::string InUrl(const std::string& name) {
  return name.find(':') == std::string::npos ? name : "[" + name + "]";
}

std::vector<std::string> HostsOf(const ServeArguments& arguments, int port, bool tls) {
  std::vector<std::string> names;
  for (const std::string& name : arguments.names) names.push_back(InUrl(name));
  names.push_back(InUrl(arguments.address));
  if (IsLoopback(arguments.address)) names.emplace_back("localhost");
  std::vector<std::string> hosts;
  for (const std::string& name : names) {
    hosts.push_back(fmt::format("{}:{}", name, port));
    if (port == (tls ? 443 : 80)) hosts.push_back(name);
  }
  return hosts;
}

void Announce(const AppContext& context, const ServeArguments& arguments, int port,
              const std::optional<Tls>& tls, const std::vector<DemoUser>& demo) {
  const std::string name = !arguments.names.empty() ? arguments.names.front() : arguments.address;
  const std::string url = fmt::format("{}://{}:{}/", tls ? "https" : "http", InUrl(name), port);
  if (context.json) {
    Json line{{"message_type", "serve"}, {"url", url}, {"port", port}};
    if (tls) line["fingerprint"] = tls->fingerprint;
    for (const DemoUser& user : demo) {
      line["demo_users"].push_back({{"name", user.name}, {"password", user.password}});
    }
    std::cout << Dump(line) << std::endl;
    return;
  }
  std::cout << "The review page is at " << url << "\n";
  if (tls) {
    std::cout << "Its certificate " << (tls->own ? "was made by photogate and " : "")
              << "holds until " << tls->expires << ". Fingerprint (SHA-256)"
              << (tls->own ? " of tls/ca.pem, which devices install" : "") << ":\n  "
              << tls->fingerprint << "\n";
    if (tls->own) {
      std::cout << "Browsers warn of it until it is installed: docs/USER_GUIDE.md, \"The page on "
                   "the school's network\".\n";
    } else if (tls->self_signed) {
      std::cout << "Nobody but itself signed it: browsers warn of it unless the school has "
                   "installed it on its devices.\n";
    }
  }
  for (const DemoUser& user : demo) {
    std::cout << fmt::format("  {:<28} password: {}\n", user.name, user.password);
  }
  std::cout << "Ctrl-C ends it." << std::endl;
}

ExitCode Serve(AppContext& context, const ServeArguments& arguments) {
  std::vector<DemoUser> demo_users;
  if (arguments.demo) {
    auto demo = PrepareDemo(context);
    if (!demo.ok()) return Fail(demo.error());
    demo_users = std::move(demo).value();
  }
  const auto home = context.Home();
  if (!home.ok()) return Fail(home.error());
  auto opened = context.OpenRegister();
  if (!opened.ok()) return FailOpen(context, opened.error());
  Register& reg = *opened.value();
  if (auto users = CheckUsers(reg, context); !users.ok()) return Fail(users.error());
  auto tls = PrepareTls(arguments, home.value(), context.clock);
  if (!tls.ok()) return Fail(tls.error());

  ExitCode failed = ExitCode::kFailure;
  auto gate = StartGate(context, arguments.jobs, GateNeeds::kFaces, failed);
  if (!gate) return failed;
  auto page = ServePage::Make(reg, home.value(), context.clock, *gate);
  if (!page.ok()) return Fail(page.error());
  if (arguments.demo) {
    if (auto filled = FillDemo(*page.value()); !filled.ok()) return Fail(filled.error());
  }
  ServeOptions options;
  options.address = arguments.address;
  options.port = arguments.port;
  options.tls = tls.value() ? &*tls.value() : nullptr;
  options.school = arguments.school;
  options.demo = arguments.demo;
  options.hosts = [&](int port) { return HostsOf(arguments, port, tls.value().has_value()); };
  if (auto started = page.value()->Start(options); !started.ok()) return Fail(started.error());
  Announce(context, arguments, page.value()->port(), tls.value(), demo_users);
  while (!Interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(200));
  page.value()->Stop();
  return ExitCode::kAllClear;
}

}  // namespace

void AddServe(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* serve = AddVerb(
      app, "serve", "The page on which people decide about held photos",
      "  photogate serve                                    on this computer only\n"
      "  photogate serve --address 192.168.1.20             on the school's network, over TLS\n"
      "  photogate serve --address 0.0.0.0 --name photos.school.example --cert c.pem --key k.pem\n"
      "  photogate serve --demo --home /tmp/demo            a made-up school, to look around\n");
  serve
      ->add_option("--address", arguments->address,
                   "Where to listen; others than this computer need TLS")
      ->capture_default_str()
      ->type_name("ADDRESS");
  serve->add_option("--port", arguments->port, "Which port; 0 takes a free one")
      ->check(CLI::Range(0, 65'535))
      ->capture_default_str();
  serve
      ->add_option("--name", arguments->names,
                   "A name by which browsers reach the page; may be repeated")
      ->type_name("HOST");
  serve->add_option("--cert", arguments->certificate, "The school's certificate, with its chain")
      ->type_name("FILE.pem");
  serve->add_option("--key", arguments->key, "Its key, readable by this account only")
      ->type_name("FILE.pem");
  serve->add_option("--school", arguments->school, "The school's name, for the page's head")
      ->type_name("NAME");
  serve->add_flag("--demo", arguments->demo,
                  "Make a home with made-up people and photos first, where there is none");
  serve->add_option("--jobs", arguments->jobs, "Worker processes")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*serve, context, [&context, arguments] { return Serve(context, *arguments); });
}

}  // namespace photogate
