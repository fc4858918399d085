#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/support/paths.h"

int main(int argc, char** argv) {
  // Key files of the registers that tests make go here and not to the account's own.
  const photogate::test::TempFolder config;
  setenv("XDG_CONFIG_HOME", config.path().c_str(), 1);
  return Catch::Session().run(argc, argv);
}
