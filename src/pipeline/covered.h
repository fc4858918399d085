// A photo with parts of it covered or cut off, checked anew. See CoverPlan in core/render.h.
#pragma once

#include <functional>
#include <vector>

#include "core/geometry.h"
#include "core/inspection.h"
#include "core/render.h"
#include "core/result.h"
#include "pipeline/photo_file.h"

namespace photogate {

using RenderFunction = std::function<Result<RenderedPhoto>(int fd, const RenderOrder& order)>;

// The whole head of a face: detectors box it from brow to chin, hair and ears tell who it is too.
Box HeadBox(const Box& face);

// Nothing of the face's head is left: it lies within one filled or pixelated region, or beyond the
// crop. Hair, ears and neck round a hidden face still tell who it is.
bool IsCovered(const Box& face, const CoverPlan& plan);

// The face is hidden, or half of it, or cut off, and something of the head is left.
bool IsPartlyCovered(const Box& face, const CoverPlan& plan);

// The plan with the whole head filled of each of these faces that a fill hides half of.
CoverPlan WithWholeHeads(CoverPlan plan, const std::vector<Box>& faces);

// Bytes as a file that no path leads to.
Result<PhotoFile> MemoryPhoto(ByteView bytes);

// The covered photo, made by a worker from pixels.
Result<PhotoFile> CoverPhoto(const Result<PhotoFile>& file, const CoverPlan& plan,
                             const RenderFunction& render);

// What is known of the photo as it would be published: the original's faces, texts and hash, and
// after those the faces that only the covered photo shows, in the original's coordinates; the clean
// copy is the covered photo's. A face that is covered and found all the same, or a covered photo
// that could not be checked, leaves no clean copy, so that it is held. Pure.
Result<Inspection> MergeCovered(Result<Inspection> original, Result<Inspection> covered,
                                const CoverPlan& plan);

}  // namespace photogate
