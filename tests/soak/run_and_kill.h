// The real program, killed while it works.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace photogate::test {

// How many instants a test tries: 20, and 200 with $PHOTOGATE_SOAK (./setup --soak).
int Points();

// Runs the program and, when it is still there after `wait`, kills it; without `wait` it must end
// with `exit_code`. Gives how long it ran.
std::chrono::microseconds RunAndKill(const std::vector<std::string>& arguments,
                                     std::optional<std::chrono::microseconds> wait,
                                     int exit_code = 0);

}  // namespace photogate::test
