#include "tests/unit/models/run_onnx.h"

#include <opencv2/dnn.hpp>

namespace photogate::test {

std::vector<float> RunOnnx(const Bytes& onnx, int channels, int height, int width,
                           std::vector<float> input) {
  cv::setNumThreads(1);
  cv::dnn::Net net = cv::dnn::readNetFromONNX(std::vector<uchar>(onnx.begin(), onnx.end()));
  const int sizes[] = {1, channels, height, width};
  net.setInput(cv::Mat(4, sizes, CV_32F, input.data()));
  const cv::Mat output = net.forward();
  const float* first = output.ptr<float>();
  return std::vector<float>(first, first + output.total());
}

}  // namespace photogate::test
