// Runs a program as a user would: real arguments, real exit status, both outputs.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace photogate::test {

struct ProgramResult {
  int exit_code;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

// `environment` is added to the test's own. Waits for the end; a test that hangs is ended by CTest.
ProgramResult RunProgram(const std::filesystem::path& program,
                         const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment = {});

std::string ReadText(const std::filesystem::path& file);
void WriteText(const std::filesystem::path& file, const std::string& text);

}  // namespace photogate::test
