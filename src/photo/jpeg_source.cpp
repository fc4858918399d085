// JPEG through libjpeg-turbo: whole photos at 1/1, 1/2, 1/4 or 1/8, and parts of them.

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <optional>
#include <string>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"
#include "photo/jpeg_segments.h"
#include "photo/libjpeg.h"

namespace photogate::photo {
namespace {

// Encoders write about ten scans. Each costs a pass over the whole picture, so that a small file of
// thousands keeps a processor busy for hours.
constexpr int kMostScans = 100;
// libjpeg's own tables and rows, beside pixels and coefficients.
constexpr std::uint64_t kWorkBytes = std::uint64_t{16} << 20;

// Padding between segments or before EOI, as cameras write it. More may be rows that the header
// leaves out and that the copy would carry along. libjpeg does not count what its bit buffer held,
// at most 8 bytes a scan.
constexpr long kMostSkippedBytes = 16;

struct JpegErrors {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is also one to this
  std::jmp_buf jump;
  bool reached_end = false;  // the file ended before EOI; harmless when no pixel was missing
  bool too_many_scans = false;
  long skipped_bytes = 0;  // that belong to no segment and no row
  int code = 0;
  char text[JMSG_LENGTH_MAX] = {};
};

JpegErrors& ErrorsOf(j_common_ptr info) { return *reinterpret_cast<JpegErrors*>(info->err); }

[[noreturn]] void Leave(j_common_ptr info) {
  JpegErrors& errors = ErrorsOf(info);
  errors.code = info->err->msg_code;
  info->err->format_message(info, errors.text);
  std::longjmp(errors.jump, 1);
}

// Complaints that cost no pixel. Every other warning means that some were made up.
bool IsHarmless(int code) {
  switch (code) {
    case JWRN_EXTRANEOUS_DATA:  // counted by OnMessage
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_NOT_SEQUENTIAL:  // odd scan parameters that a baseline decoder does not use
    case JWRN_JPEG_EOF:        // judged by JpegReader::MissesData
      return true;
    default: return false;
  }
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // trace
  if (info->err->msg_code == JWRN_JPEG_EOF) ErrorsOf(info).reached_end = true;
  if (info->err->msg_code == JWRN_EXTRANEOUS_DATA) {
    long& skipped = ErrorsOf(info).skipped_bytes;
    skipped += std::clamp<long>(info->err->msg_parm.i[0], 0, kMostSkippedBytes + 1);
    if (skipped > kMostSkippedBytes) Leave(info);
  }
  if (!IsHarmless(info->err->msg_code)) Leave(info);
}

void OnOutput(j_common_ptr) {}

void OnProgress(j_common_ptr info) {
  const auto* decoder = reinterpret_cast<j_decompress_ptr>(info);
  if (decoder->input_scan_number > kMostScans) {
    ErrorsOf(info).too_many_scans = true;
    Leave(info);
  }
}

Error ToError(const JpegErrors& errors) {
  if (errors.too_many_scans) return TooLarge("number of JPEG scans");
  switch (errors.code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return TooLarge(errors.text);
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED: return NotSupported(errors.text);
    default: return Damaged(errors.text);
  }
}

// One decompressor. libjpeg reports failure by a jump to the last Guard, so whatever is passed to
// Guard must not own anything.
class JpegReader {
 public:
  JpegReader() {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = Leave;
    errors_.base.emit_message = OnMessage;
    errors_.base.output_message = OnOutput;
  }
  ~JpegReader() { jpeg_destroy_decompress(&info_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  template <typename Function>
  bool Guard(Function function) {
    if (setjmp(errors_.jump) != 0) return false;
    function();
    return true;
  }

  bool ReadHeader(ByteView bytes) {
    return Guard([&] {
      jpeg_create_decompress(&info_);
      progress_.progress_monitor = OnProgress;
      info_.progress = &progress_;
      jpeg_mem_src(&info_, bytes.data(), static_cast<unsigned long>(bytes.size()));
      jpeg_read_header(&info_, TRUE);
    });
  }

  // After everything wanted was decoded, before libjpeg is told to finish: true when the file
  // stopped early and left some of the picture out in a way that libjpeg does not warn of.
  bool MissesData() {
    if (jpeg_has_multiple_scans(&info_) == 0) return false;
    for (int i = 0; i < info_.num_components; ++i) {
      // Set when a scan with this component begins: null when it was never sent.
      if (info_.comp_info[i].quant_table == nullptr) return true;
      if (!errors_.reached_end || info_.coef_bits == nullptr) continue;
      // Cut off between two scans: complete only if every coefficient has all its bits.
      for (int k = 0; k < DCTSIZE2; ++k) {
        if (info_.coef_bits[i][k] != 0) return true;
      }
    }
    return false;
  }

  jpeg_decompress_struct& info() { return info_; }
  Error error() const { return ToError(errors_); }

 private:
  JpegErrors errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
};

struct JpegWanted {
  int denominator;
  std::optional<PixelRect> part = {};  // of the stored picture at this scale
  bool smooth = false;                 // chroma interpolated between its samples
};

class JpegSource final : public PixelSource {
 public:
  JpegSource(ByteView bytes, const Limits& limits, PhotoInfo info, JpegSegments segments,
             int stored_width_px, int stored_height_px, bool buffered)
      : bytes_(bytes),
        limits_(limits),
        info_(info),
        segments_(std::move(segments)),
        stored_width_px_(stored_width_px),
        stored_height_px_(stored_height_px),
        buffered_(buffered) {}

  const PhotoInfo& info() const override { return info_; }

  Result<DecodedImage> Decode(int min_long_side_px) override {
    return DecodeWhole(min_long_side_px, false);
  }

  Result<DecodedImage> DecodeForCopy(int min_long_side_px) override {
    return DecodeWhole(min_long_side_px, true);
  }

  Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) override {
    if (auto checked = CheckRegion(region, min_scale); !checked.ok()) return checked.error();
    int denominator = 8;
    while (denominator > 1 && 1.0 / denominator < min_scale) denominator /= 2;
    const RegionPlan plan =
        PlanRegion(region, stored_width_px_, stored_height_px_, denominator, segments_.orientation);
    // A file of several scans is decoded as a whole for every part, so do that once per scale.
    if (buffered_) {
      if (!whole_.has_value() || whole_denominator_ != denominator) {
        auto raster = DecodeStored({denominator, std::nullopt});
        if (!raster.ok()) return raster.error();
        whole_ = std::move(raster).value();
        whole_denominator_ = denominator;
      }
      const PixelRect& part = plan.stored;
      return Finish(
          Crop(*whole_, part.left, part.top, part.right - part.left, part.bottom - part.top),
          denominator, plan.origin);
    }
    auto raster = DecodeStored({denominator, plan.stored});
    if (!raster.ok()) return raster.error();
    return Finish(std::move(raster).value(), denominator, plan.origin);
  }

 private:
  Result<DecodedImage> DecodeWhole(int min_long_side_px, bool smooth) {
    const int long_side = std::max(stored_width_px_, stored_height_px_);
    int denominator = 8;
    while (denominator > 1 && (long_side + denominator - 1) / denominator < min_long_side_px) {
      denominator /= 2;
    }
    auto raster = DecodeStored({denominator, std::nullopt, smooth});
    if (!raster.ok()) return raster.error();
    return Finish(std::move(raster).value(), denominator, {0, 0});
  }

  DecodedImage Finish(Raster stored, int denominator, Point origin) const {
    Raster upright = MakeUpright(std::move(stored), segments_.orientation);
    return {upright.width_px, upright.height_px, std::move(upright.bgr), 1.0 / denominator, origin};
  }

  Result<Raster> DecodeStored(const JpegWanted& wanted);

  ByteView bytes_;
  Limits limits_;
  PhotoInfo info_;
  JpegSegments segments_;
  int stored_width_px_;
  int stored_height_px_;
  bool buffered_;  // progressive, or components in scans of their own
  std::optional<Raster> whole_;
  int whole_denominator_ = 0;
  std::optional<ColorTransform> transform_;
  bool colours_made_ = false;
};

PixelLayout LayoutOf(const jpeg_decompress_struct& info) {
  switch (info.out_color_space) {
    case JCS_GRAYSCALE: return PixelLayout::kGray;
    // Browsers and Photoshop take every CMYK JPEG as inverted, with or without Adobe's segment.
    case JCS_CMYK: return PixelLayout::kCmykInverted;
    default: return PixelLayout::kBgr;
  }
}

// Output that libjpeg can make of the file's colours, without loss of what a profile needs.
bool ChooseOutput(jpeg_decompress_struct& info) {
  switch (info.jpeg_color_space) {
    case JCS_GRAYSCALE: info.out_color_space = JCS_GRAYSCALE; return true;
    case JCS_RGB:
    case JCS_YCbCr: info.out_color_space = JCS_EXT_BGR; return true;
    case JCS_CMYK:
    case JCS_YCCK: info.out_color_space = JCS_CMYK; return true;
    default: return false;
  }
}

Result<Raster> JpegSource::DecodeStored(const JpegWanted& wanted) {
  JpegReader reader;
  if (!reader.ReadHeader(bytes_)) return reader.error();
  jpeg_decompress_struct& info = reader.info();
  if (!ChooseOutput(info)) return NotSupported("JPEG colour space");
  info.scale_num = 1;
  info.scale_denom = static_cast<unsigned>(wanted.denominator);
  info.dct_method = JDCT_ISLOW;
  // Unless asked for, chroma is repeated, not interpolated: faster, and a part then has exactly the
  // pixels of the whole, because no pixel depends on its neighbour blocks.
  info.do_fancy_upsampling = wanted.smooth ? TRUE : FALSE;
  info.do_block_smoothing = FALSE;
  info.mem->max_memory_to_use = static_cast<long>(limits_.decode_bytes);
  if (!reader.Guard([&] { jpeg_start_decompress(&info); })) return reader.error();

  const PixelRect part = wanted.part.value_or(
      PixelRect{0, 0, static_cast<int>(info.output_width), static_cast<int>(info.output_height)});
  auto offset = static_cast<JDIMENSION>(part.left);
  if (wanted.part.has_value()) {
    auto width = static_cast<JDIMENSION>(part.right - part.left);
    const bool cut = reader.Guard([&] {
      jpeg_crop_scanline(&info, &offset, &width);
      jpeg_skip_scanlines(&info, static_cast<JDIMENSION>(part.top));
    });
    if (!cut) return reader.error();
  }
  const std::size_t margin = static_cast<std::size_t>(part.left) - offset;
  const PixelLayout layout = LayoutOf(info);
  if (!colours_made_) {
    transform_ = ColorTransform::Make(segments_.icc, layout, limits_);
    colours_made_ = true;
  }
  const ColorTransform* const colours = transform_.has_value() ? &*transform_ : nullptr;
  info_.recoloured = colours != nullptr || layout == PixelLayout::kCmykInverted;

  Raster out{part.right - part.left, part.bottom - part.top, {}};
  out.bgr.resize(out.Offset(0, out.height_px));
  const auto step = static_cast<std::size_t>(BytesPerPixel(layout));
  std::vector<std::uint8_t> row(step * info.output_width);
  const bool direct = layout == PixelLayout::kBgr && !wanted.part.has_value();
  const bool decoded = reader.Guard([&] {
    for (int y = 0; y < out.height_px; ++y) {
      std::uint8_t* const to = out.Row(y);
      JSAMPROW target = direct ? to : row.data();
      if (jpeg_read_scanlines(&info, &target, 1) != 1) ERREXIT(&info, JERR_CANT_SUSPEND);
      if (!direct || colours != nullptr) {
        WritePixels(direct ? to : row.data() + step * margin, out.width_px, layout, colours, to);
      }
    }
  });
  if (!decoded) return reader.error();
  if (reader.MissesData()) return Damaged("JPEG ends before its last scan");
  // To EOI, because what stands between the last row and EOI is judged as well. Whoever asks for a
  // part has had the whole.
  if (!wanted.part.has_value() && !reader.Guard([&] { jpeg_finish_decompress(&info); })) {
    return reader.error();
  }
  return out;
}

// What libjpeg holds for a file of several scans: all coefficients, two bytes each.
std::uint64_t CoefficientBytes(const jpeg_decompress_struct& info) {
  std::uint64_t blocks = 0;
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& component = info.comp_info[i];
    // Rounded up to whole MCUs in both directions.
    blocks += (std::uint64_t{component.width_in_blocks} + 4) *
              (std::uint64_t{component.height_in_blocks} + 4);
  }
  return blocks * DCTSIZE2 * sizeof(JCOEF);
}

}  // namespace

OpenedSource OpenJpeg(ByteView bytes, const Limits& limits) {
  JpegReader reader;
  if (!reader.ReadHeader(bytes)) return reader.error();
  jpeg_decompress_struct& info = reader.info();
  // Pixels twice: as stored and upright.
  if (auto size = CheckSize(info.image_width, info.image_height, 6, limits); !size.ok()) {
    return size.error();
  }
  if (!ChooseOutput(info)) return NotSupported("JPEG colour space");
  const bool buffered = jpeg_has_multiple_scans(&info) != 0;
  const std::uint64_t pixel_bytes = std::uint64_t{6} * info.image_width * info.image_height;
  if (buffered && pixel_bytes + CoefficientBytes(info) + kWorkBytes > limits.decode_bytes) {
    return TooLarge("memory needed to decode");
  }
  auto segments = ReadJpegSegments(bytes, limits);
  if (!segments.ok()) return segments.error();
  const int width = static_cast<int>(info.image_width);
  const int height = static_cast<int>(info.image_height);
  const PhotoInfo photo =
      UprightInfo(FileFormat::kJpeg, width, height, segments.value().orientation, 1, false);
  return OpenedSource(std::make_unique<JpegSource>(
      bytes, limits, photo, std::move(segments).value(), width, height, buffered));
}

}  // namespace photogate::photo
