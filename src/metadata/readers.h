// One reader per container; read_metadata.cpp picks.
#pragma once

#include "core/bytes.h"
#include "metadata/report_builder.h"

namespace photogate {

void ReadJpeg(ByteView file, ReportBuilder& report);
void ReadPng(ByteView file, ReportBuilder& report);
void ReadTiff(ByteView file, ReportBuilder& report);
void ReadWebp(ByteView file, ReportBuilder& report);
void ReadGif(ByteView file, ReportBuilder& report);
void ReadHeif(ByteView file, ReportBuilder& report);

}  // namespace photogate
