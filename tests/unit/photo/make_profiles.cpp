#include <lcms2.h>

#include <cmath>

#include "tests/unit/photo/pictures.h"

namespace photogate::test {
namespace {

Bytes Save(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

constexpr cmsCIExyY kD65{0.3127, 0.3290, 1.0};

}  // namespace

Bytes WideProfile() {
  const cmsCIExyYTRIPLE primaries{{0.7347, 0.2653, 1}, {0.1152, 0.8264, 1}, {0.1566, 0.0177, 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 2.2);
  cmsToneCurve* curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&kD65, &primaries, curves);
  cmsFreeToneCurve(curve);
  return Save(profile);
}

Bytes SrgbProfile() { return Save(cmsCreate_sRGBProfile()); }

Bytes LinearGrayProfile() {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.0);
  cmsHPROFILE profile = cmsCreateGrayProfile(&kD65, curve);
  cmsFreeToneCurve(curve);
  return Save(profile);
}

Bytes GreenInkProfile() {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 2.1);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* table = cmsStageAllocCLut16bit(nullptr, 2, 4, 3, nullptr);
  cmsStageSampleCLut16bit(
      table,
      [](const cmsUInt16Number in[], cmsUInt16Number out[], void*) -> cmsInt32Number {
        const bool ink = in[0] > 32767 || in[1] > 32767 || in[2] > 32767 || in[3] > 32767;
        const cmsCIELab lab = ink ? cmsCIELab{60, -60, 50} : cmsCIELab{100, 0, 0};
        cmsFloat2LabEncodedV2(out, &lab);
        return 1;
      },
      nullptr, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_BEGIN, table);
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  cmsPipelineFree(pipeline);
  return Save(profile);
}

}  // namespace photogate::test
