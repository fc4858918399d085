#include "photo/encode.h"

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>

#include "photo/libjpeg.h"

namespace photogate {
namespace {

constexpr int kThumbnailQuality = 80;

struct EncoderErrors {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is also one to this
  std::jmp_buf jump;
  char text[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void Leave(j_common_ptr info) {
  auto& errors = *reinterpret_cast<EncoderErrors*>(info->err);
  info->err->format_message(info, errors.text);
  std::longjmp(errors.jump, 1);
}

void OnOutput(j_common_ptr) {}

// One compressor and the memory it writes to. libjpeg reports failure by a jump, so Write's locals
// own nothing.
class JpegWriter {
 public:
  JpegWriter() {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = Leave;
    errors_.base.output_message = OnOutput;
  }
  ~JpegWriter() {
    jpeg_destroy_compress(&info_);
    std::free(memory_);  // jpeg_mem_dest takes it from malloc
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  bool Write(const DecodedImage& image, const JpegSettings& settings) {
    if (setjmp(errors_.jump) != 0) return false;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &memory_, &size_);
    info_.image_width = static_cast<JDIMENSION>(image.width_px);
    info_.image_height = static_cast<JDIMENSION>(image.height_px);
    info_.input_components = 3;
    info_.in_color_space = JCS_EXT_BGR;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, std::clamp(settings.quality, 1, 100), TRUE);
    if (settings.full_chroma) {
      info_.comp_info[0].h_samp_factor = 1;
      info_.comp_info[0].v_samp_factor = 1;
    }
    info_.optimize_coding = settings.smallest ? TRUE : FALSE;
    jpeg_start_compress(&info_, TRUE);
    const std::size_t stride = 3 * static_cast<std::size_t>(image.width_px);
    while (info_.next_scanline < info_.image_height) {
      // libjpeg's interface is older than const; it only reads the row.
      auto* row = const_cast<JSAMPROW>(image.bgr.data() + stride * info_.next_scanline);
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  Bytes Take() const { return Bytes(memory_, memory_ + size_); }
  const char* text() const { return errors_.text; }

 private:
  EncoderErrors errors_{};
  jpeg_compress_struct info_{};
  unsigned char* memory_ = nullptr;
  unsigned long size_ = 0;
};

// Sources [first, last] of one target pixel along a side; the outer two count in part.
struct Span {
  int first, last;
  float first_weight, last_weight;
};

std::vector<Span> Spans(int from, int to) {
  std::vector<Span> spans;
  const double step = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double low = i * step;
    const double high = std::min<double>(low + step, from);
    Span span{};
    span.first = std::min(static_cast<int>(low), from - 1);
    span.last = std::clamp(static_cast<int>(std::ceil(high)) - 1, span.first, from - 1);
    span.first_weight = static_cast<float>(std::min(span.first + 1.0, high) - low);
    span.last_weight = static_cast<float>(high - span.last);
    spans.push_back(span);
  }
  return spans;
}

float Weight(const Span& span, int at) {
  if (at == span.first) return span.first_weight;
  return at == span.last ? span.last_weight : 1.0f;
}

}  // namespace

DecodedImage Downscale(const DecodedImage& image, int longer_side_px) {
  const int longer = std::max(image.width_px, image.height_px);
  const int wanted = std::max(longer_side_px, 1);
  if (longer <= wanted) return image;
  const double ratio = static_cast<double>(wanted) / longer;
  const int width = std::max(1, static_cast<int>(std::lround(image.width_px * ratio)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height_px * ratio)));
  DecodedImage out{width, height, {}, image.scale * ratio, image.origin};
  out.bgr.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const auto columns = Spans(image.width_px, width);
  const auto rows = Spans(image.height_px, height);
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width_px);
  std::vector<float> sums(stride);
  std::uint8_t* to = out.bgr.data();
  for (const Span& row : rows) {
    std::fill(sums.begin(), sums.end(), 0.0f);
    float row_weight = 0;
    for (int y = row.first; y <= row.last; ++y) {
      const float weight = Weight(row, y);
      row_weight += weight;
      const std::uint8_t* in = image.bgr.data() + stride * static_cast<std::size_t>(y);
      for (std::size_t i = 0; i < stride; ++i) sums[i] += weight * static_cast<float>(in[i]);
    }
    for (const Span& column : columns) {
      float pixel[3] = {0, 0, 0};
      float area = 0;
      for (int x = column.first; x <= column.last; ++x) {
        const float weight = Weight(column, x);
        area += weight;
        for (int c = 0; c < 3; ++c) {
          pixel[c] += weight * sums[static_cast<std::size_t>(3 * x + c)];
        }
      }
      for (const float value : pixel) {
        *to++ = static_cast<std::uint8_t>(
            std::clamp(std::lround(value / (area * row_weight)), 0L, 255L));
      }
    }
  }
  return out;
}

Result<Bytes> EncodeJpeg(const DecodedImage& image, int quality) {
  return EncodeJpeg(image, JpegSettings{quality});
}

Result<Bytes> EncodeJpeg(const DecodedImage& image, const JpegSettings& settings) {
  const auto pixels = static_cast<std::uint64_t>(std::max(image.width_px, 0)) *
                      static_cast<std::uint64_t>(std::max(image.height_px, 0));
  if (pixels == 0 || image.bgr.size() != 3 * pixels) {
    return Error{ErrorKind::kInternal, "A picture could not be written; please report this.",
                 "size and pixels do not agree"};
  }
  if (std::max(image.width_px, image.height_px) > JPEG_MAX_DIMENSION) {
    return Error{ErrorKind::kLimitExceeded,
                 "The picture is too large to be written as JPEG; use a smaller one."};
  }
  JpegWriter writer;
  if (!writer.Write(image, settings)) {
    return Error{ErrorKind::kInternal, "A picture could not be written as JPEG; try again.",
                 writer.text()};
  }
  return writer.Take();
}

Result<Bytes> EncodeThumbnail(const DecodedImage& image, int longer_side_px) {
  return EncodeJpeg(Downscale(image, longer_side_px), JpegSettings{kThumbnailQuality});
}

}  // namespace photogate
