// The one error scheme: a Result holds a value or an Error, and there is no third state.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace photogate {

enum class ErrorKind {
  kNotFound = 1,   // the thing named does not exist
  kCorrupt,        // bytes that contradict their own format
  kLimitExceeded,  // larger, longer or deeper than core/limits.h allows
  kUnsupported,    // well-formed perhaps, but not something photogate handles
  kUnavailable,    // a model, the register, a worker or the disk cannot serve now
  kConflict,       // what was decided on has changed since; decide again
  kRefused,        // a rule of the register or the policy forbids it
  kInternal,       // a defect of photogate's own
};

// What went wrong. `message` is a sentence for the user with the next step and never holds a name
// of a person or a path, so it may be logged; `context` may (a path, an id) and is for the
// terminal.
struct Error {
  ErrorKind kind;
  std::string message;
  std::string context = {};
};

// The value of an operation that has nothing to return.
struct Done {};

// Either a T or an Error. No default state and no conversion to bool: ask ok(). Reading the side
// that is not there ends the process, because going on with a guess could clear a photo.
template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` and `return Error{...};` both read
  // well.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }

  const T& value() const& {
    if (!ok()) std::abort();
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    if (!ok()) std::abort();
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    if (!ok()) std::abort();
    return std::move(*std::get_if<0>(&state_));
  }
  const Error& error() const {
    if (ok()) std::abort();
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace photogate
