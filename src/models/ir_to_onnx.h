// Turns an OpenVINO IR network into ONNX, so that OpenCV's DNN module can load it.
#pragma once

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// `xml` and `bin` are the two files of an OpenVINO IR v10/v11 network; the result is an ONNX model
// (opset 10, IR version 5) with one input "data" and one output "embedding", all weights FP32.
//
// Only Parameter, Const, Convert (of constants), Add, Multiply, Convolution, GroupConvolution,
// PReLU, AvgPool, Sigmoid and Result are translated, each one to one; every shape is worked out
// again and must be the one that the file declares. Anything else is an error, kUnsupported for an
// operation or attribute that is not known, kCorrupt for sizes, offsets or shapes that contradict
// each other: a network that would compute something else is never made.
//
// The same input gives the same bytes. Thread-safe.
// Sources: docs.openvino.ai operation sets (opset1), ONNX operators Add-7, Mul-7, Conv-1,
// AveragePool-10, PRelu-9, Sigmoid-6.
Result<Bytes> TranslateIrToOnnx(ByteView xml, ByteView bin);

}  // namespace photogate
