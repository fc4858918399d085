#include "metadata/exif_tags.h"

#include <algorithm>
#include <array>

namespace photogate {
namespace {

using enum MetadataClass;

// Each table sorted by tag: TIFF 6.0, Exif 2.32 sections 4.6.4 to 4.6.7, DNG 1.6, GeoTIFF 1.1.
constexpr std::array kMainTags = {
    TagInfo{0x000B, "ProcessingSoftware", kDevice},
    TagInfo{0x010D, "DocumentName", kText},
    TagInfo{0x010E, "ImageDescription", kText},
    TagInfo{0x010F, "Make", kDevice},
    TagInfo{0x0110, "Model", kDevice},
    TagInfo{0x0112, "Orientation", kAppearance},
    TagInfo{0x011A, "XResolution", kOther},
    TagInfo{0x011B, "YResolution", kOther},
    TagInfo{0x011D, "PageName", kText},
    TagInfo{0x0128, "ResolutionUnit", kOther},
    TagInfo{0x0129, "PageNumber", kOther},
    TagInfo{0x0131, "Software", kDevice},
    TagInfo{0x0132, "DateTime", kTime},
    TagInfo{0x013B, "Artist", kPeople},
    TagInfo{0x013C, "HostComputer", kDevice},
    TagInfo{0x014A, "SubIFDs", kOther},
    TagInfo{0x0151, "TargetPrinter", kDevice},
    TagInfo{0x02BC, "XMP", kOther},
    TagInfo{0x1001, "RelatedImageWidth", kOther},
    TagInfo{0x1002, "RelatedImageHeight", kOther},
    TagInfo{0x4746, "Rating", kOther},
    TagInfo{0x4749, "RatingPercent", kOther},
    TagInfo{0x800D, "ImageID", kText},
    TagInfo{0x80A4, "WangAnnotation", kText},
    TagInfo{0x830E, "ModelPixelScale", kLocation},
    TagInfo{0x8298, "Copyright", kRights},
    TagInfo{0x83BB, "IPTC", kOther},
    TagInfo{0x8480, "IntergraphMatrix", kLocation},
    TagInfo{0x8482, "ModelTiePoint", kLocation},
    TagInfo{0x85D8, "ModelTransform", kLocation},
    TagInfo{0x8649, "PhotoshopSettings", kOther},
    TagInfo{0x8769, "ExifIFD", kOther},
    TagInfo{0x8773, "ICCProfile", kAppearance},
    TagInfo{0x87AF, "GeoTiffDirectory", kLocation},
    TagInfo{0x87B0, "GeoTiffDoubleParams", kLocation},
    TagInfo{0x87B1, "GeoTiffAsciiParams", kLocation},
    TagInfo{0x8825, "GPSInfo", kOther},
    TagInfo{0x882A, "TimeZoneOffset", kTime},
    TagInfo{0x935C, "ImageSourceData", kHiddenPicture},
    TagInfo{0x9C9B, "XPTitle", kText},
    TagInfo{0x9C9C, "XPComment", kText},
    TagInfo{0x9C9D, "XPAuthor", kPeople},
    TagInfo{0x9C9E, "XPKeywords", kText},
    TagInfo{0x9C9F, "XPSubject", kText},
    TagInfo{0xA480, "GDALMetadata", kLocation},
    TagInfo{0xA481, "GDALNoData", kOther},
    TagInfo{0xC4A5, "PrintImageMatching", kOther},
    TagInfo{0xC614, "UniqueCameraModel", kDevice},
    TagInfo{0xC62F, "CameraSerialNumber", kDevice},
    TagInfo{0xC634, "DNGPrivateData", kUnknown},
    TagInfo{0xC65D, "RawDataUniqueID", kDevice},
    TagInfo{0xC68B, "OriginalRawFileName", kText},
    TagInfo{0xEA1C, "Padding", kOther},
};

constexpr std::array kExifTags = {
    TagInfo{0x829A, "ExposureTime", kOther},
    TagInfo{0x829D, "FNumber", kOther},
    TagInfo{0x8822, "ExposureProgram", kOther},
    TagInfo{0x8824, "SpectralSensitivity", kOther},
    TagInfo{0x8827, "PhotographicSensitivity", kOther},
    TagInfo{0x8828, "OECF", kOther},
    TagInfo{0x8830, "SensitivityType", kOther},
    TagInfo{0x8831, "StandardOutputSensitivity", kOther},
    TagInfo{0x8832, "RecommendedExposureIndex", kOther},
    TagInfo{0x9000, "ExifVersion", kOther},
    TagInfo{0x9003, "DateTimeOriginal", kTime},
    TagInfo{0x9004, "DateTimeDigitized", kTime},
    TagInfo{0x9010, "OffsetTime", kTime},
    TagInfo{0x9011, "OffsetTimeOriginal", kTime},
    TagInfo{0x9012, "OffsetTimeDigitized", kTime},
    TagInfo{0x9101, "ComponentsConfiguration", kOther},
    TagInfo{0x9102, "CompressedBitsPerPixel", kOther},
    TagInfo{0x9201, "ShutterSpeedValue", kOther},
    TagInfo{0x9202, "ApertureValue", kOther},
    TagInfo{0x9203, "BrightnessValue", kOther},
    TagInfo{0x9204, "ExposureBiasValue", kOther},
    TagInfo{0x9205, "MaxApertureValue", kOther},
    TagInfo{0x9206, "SubjectDistance", kOther},
    TagInfo{0x9207, "MeteringMode", kOther},
    TagInfo{0x9208, "LightSource", kOther},
    TagInfo{0x9209, "Flash", kOther},
    TagInfo{0x920A, "FocalLength", kOther},
    TagInfo{0x9214, "SubjectArea", kOther},
    TagInfo{0x927C, "MakerNote", kDevice},
    TagInfo{0x9286, "UserComment", kText},
    TagInfo{0x9290, "SubSecTime", kTime},
    TagInfo{0x9291, "SubSecTimeOriginal", kTime},
    TagInfo{0x9292, "SubSecTimeDigitized", kTime},
    TagInfo{0x9400, "AmbientTemperature", kOther},
    TagInfo{0xA000, "FlashpixVersion", kOther},
    TagInfo{0xA001, "ColorSpace", kOther},
    TagInfo{0xA002, "PixelXDimension", kOther},
    TagInfo{0xA003, "PixelYDimension", kOther},
    TagInfo{0xA004, "RelatedSoundFile", kText},
    TagInfo{0xA005, "InteroperabilityIFD", kOther},
    TagInfo{0xA20B, "FlashEnergy", kOther},
    TagInfo{0xA20E, "FocalPlaneXResolution", kOther},
    TagInfo{0xA20F, "FocalPlaneYResolution", kOther},
    TagInfo{0xA210, "FocalPlaneResolutionUnit", kOther},
    TagInfo{0xA214, "SubjectLocation", kOther},
    TagInfo{0xA215, "ExposureIndex", kOther},
    TagInfo{0xA217, "SensingMethod", kOther},
    TagInfo{0xA300, "FileSource", kOther},
    TagInfo{0xA301, "SceneType", kOther},
    TagInfo{0xA302, "CFAPattern", kOther},
    TagInfo{0xA401, "CustomRendered", kOther},
    TagInfo{0xA402, "ExposureMode", kOther},
    TagInfo{0xA403, "WhiteBalance", kOther},
    TagInfo{0xA404, "DigitalZoomRatio", kOther},
    TagInfo{0xA405, "FocalLengthIn35mmFilm", kOther},
    TagInfo{0xA406, "SceneCaptureType", kOther},
    TagInfo{0xA407, "GainControl", kOther},
    TagInfo{0xA408, "Contrast", kOther},
    TagInfo{0xA409, "Saturation", kOther},
    TagInfo{0xA40A, "Sharpness", kOther},
    TagInfo{0xA40B, "DeviceSettingDescription", kDevice},
    TagInfo{0xA40C, "SubjectDistanceRange", kOther},
    TagInfo{0xA420, "ImageUniqueID", kDevice},
    TagInfo{0xA430, "CameraOwnerName", kPeople},
    TagInfo{0xA431, "BodySerialNumber", kDevice},
    TagInfo{0xA432, "LensSpecification", kDevice},
    TagInfo{0xA433, "LensMake", kDevice},
    TagInfo{0xA434, "LensModel", kDevice},
    TagInfo{0xA435, "LensSerialNumber", kDevice},
    TagInfo{0xA436, "ImageTitle", kText},
    TagInfo{0xA437, "Photographer", kPeople},
    TagInfo{0xA438, "ImageEditor", kPeople},
    TagInfo{0xA439, "CameraFirmware", kDevice},
    TagInfo{0xA43A, "RAWDevelopingSoftware", kDevice},
    TagInfo{0xA43B, "ImageEditingSoftware", kDevice},
    TagInfo{0xA43C, "MetadataEditingSoftware", kDevice},
    TagInfo{0xA460, "CompositeImage", kOther},
    TagInfo{0xA500, "Gamma", kOther},
    TagInfo{0xEA1C, "Padding", kOther},
};

constexpr std::array kGpsTags = {
    TagInfo{0x0000, "GPSVersionID", kOther},
    TagInfo{0x0001, "GPSLatitudeRef", kLocation},
    TagInfo{0x0002, "GPSLatitude", kLocation},
    TagInfo{0x0003, "GPSLongitudeRef", kLocation},
    TagInfo{0x0004, "GPSLongitude", kLocation},
    TagInfo{0x0005, "GPSAltitudeRef", kLocation},
    TagInfo{0x0006, "GPSAltitude", kLocation},
    TagInfo{0x0007, "GPSTimeStamp", kTime},
    TagInfo{0x000C, "GPSSpeedRef", kLocation},
    TagInfo{0x000D, "GPSSpeed", kLocation},
    TagInfo{0x000E, "GPSTrackRef", kLocation},
    TagInfo{0x000F, "GPSTrack", kLocation},
    TagInfo{0x0010, "GPSImgDirectionRef", kLocation},
    TagInfo{0x0011, "GPSImgDirection", kLocation},
    TagInfo{0x0012, "GPSMapDatum", kLocation},
    TagInfo{0x0013, "GPSDestLatitudeRef", kLocation},
    TagInfo{0x0014, "GPSDestLatitude", kLocation},
    TagInfo{0x0015, "GPSDestLongitudeRef", kLocation},
    TagInfo{0x0016, "GPSDestLongitude", kLocation},
    TagInfo{0x001B, "GPSProcessingMethod", kLocation},
    TagInfo{0x001C, "GPSAreaInformation", kLocation},
    TagInfo{0x001D, "GPSDateStamp", kTime},
};

constexpr std::array kInteropTags = {
    TagInfo{0x0001, "InteroperabilityIndex", kOther},
    TagInfo{0x0002, "InteroperabilityVersion", kOther},
};

template <std::size_t n>
const TagInfo* Find(const std::array<TagInfo, n>& tags, std::uint16_t tag) {
  const auto at = std::find_if(tags.begin(), tags.end(),
                               [tag](const TagInfo& info) { return info.tag == tag; });
  return at == tags.end() ? nullptr : &*at;
}

constexpr std::array<std::uint16_t, 44> kPixelTags = {
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278,
    279, 280, 281, 282, 283, 284, 286, 287, 290, 291, 292, 293, 296, 301, 317,
    318, 319, 320, 321, 322, 323, 324, 325, 332, 338, 339, 347, 529, 530};

}  // namespace

const TagInfo* FindTag(IfdKind ifd, std::uint16_t tag) {
  switch (ifd) {
    case IfdKind::kMain:
    case IfdKind::kThumbnail: return Find(kMainTags, tag);
    case IfdKind::kExif: return Find(kExifTags, tag);
    case IfdKind::kGps: return Find(kGpsTags, tag);
    case IfdKind::kInterop: return Find(kInteropTags, tag);
  }
  return nullptr;
}

bool IsPixelTag(std::uint16_t tag) {
  return std::find(kPixelTags.begin(), kPixelTags.end(), tag) != kPixelTags.end() ||
         (tag >= 512 && tag <= 532) || (tag >= 333 && tag <= 346);
}

}  // namespace photogate
