// The route by which a file comes in, in pieces: see docs/API.md, "Reference photos".
#pragma once

#include <functional>
#include <string>

#include "review/router.h"
#include "review/uploads.h"

namespace photogate {

// Takes the piece of one request: 200 {"arrived"}, 400 for a query that the page does not send,
// 413, 409 and 503 as Uploads says.
HttpResponse TakePiece(Uploads& uploads, const Call& call);

// POST of bytes to `pattern`, counted with the pictures. `answer` asks who may.
Route UploadRoute(std::string pattern, std::function<HttpResponse(const Call&)> answer);

}  // namespace photogate
