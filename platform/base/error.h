#pragma once
// What can go wrong, said once: a stable code, the place, and the values its message needs.
// A code is a key of a messages.yaml; its text in the caller's language is looked up at the edge
// (meta::Catalogue::message), so nothing below the edge ever formats a sentence.

#include <cstdint>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// Values for the placeholders `{name}` of a message, ordered so that answers are stable.
using Params = std::map<std::string, std::string>;

/// One fault of one input: `field` is a path such as `lines[2].quantity`, empty for the record as a
/// whole.
struct Problem {
  std::string code;
  std::string field;
  Params params;
};

/// The family of an error; decides the HTTP status and nothing else.
enum class Errc : std::uint8_t {
  bad_request,      // 400: cannot be understood
  unauthenticated,  // 401
  forbidden,        // 403: the principal lacks the right for the whole entity or action
  not_found,        // 404: absent, or not visible to the caller (the same answer)
  conflict,         // 409: the state of the record does not allow it, or a unique value is taken
  stale,            // 412: If-Match names another version
  precondition,     // 428: If-Match is required
  too_large,        // 413
  unsupported,      // 415
  invalid,          // 422: understood, but rules are violated (see problems)
  busy,             // 503: full queue or a lock; the caller may try again
  storage,          // 507: the disk is full or the database read-only
  internal          // 500: ours
};

/// Thrown by services, caught only in http's serve() and work's run_job().
class AppError : public std::exception {
 public:
  AppError(Errc kind, std::string code, Params params = {}, std::vector<Problem> problems = {})
      : kind_{kind},
        code_{std::move(code)},
        params_{std::move(params)},
        problems_{std::move(problems)} {}

  Errc kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const Params& params() const { return params_; }
  const std::vector<Problem>& problems() const { return problems_; }
  const char* what() const noexcept override { return code_.c_str(); }

 private:
  Errc kind_;
  std::string code_;
  Params params_;
  std::vector<Problem> problems_;
};

/// Collects every problem of one input instead of stopping at the first.
class Problems {
 public:
  void add(std::string code, std::string field = {}, Params params = {});
  /// Adds a problem unless `holds`.
  void require(bool holds, std::string code, std::string field = {}, Params params = {});
  /// Adds all of `other` with `prefix` put before their field paths (`lines[2]` + `.` +
  /// `quantity`).
  void merge(const Problems& other, const std::string& prefix);

  bool empty() const { return list_.empty(); }
  const std::vector<Problem>& list() const { return list_; }
  /// Throws AppError{Errc::invalid, "record.invalid"} carrying the list, unless it is empty.
  void raise_if_any() const;

 private:
  std::vector<Problem> list_;
};

}  // namespace tw
