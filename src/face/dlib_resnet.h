// The type of dlib's face recognition network. Heavy: only its loader and tests include it.
// Source: the architecture published with dlib's dnn_face_recognition_ex: a residual network of 29
// convolutions on 150x150 RGB, giving 128 numbers compared by Euclidean distance.
#pragma once

#include <dlib/dnn.h>

namespace photogate {

template <template <int, template <typename> class, int, typename> class Block, int N,
          template <typename> class Norm, typename Below>
using DlibResidual = dlib::add_prev1<Block<N, Norm, 1, dlib::tag1<Below>>>;

template <template <int, template <typename> class, int, typename> class Block, int N,
          template <typename> class Norm, typename Below>
using DlibResidualDown = dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Block<N, Norm, 2, dlib::tag1<Below>>>>>>;

template <int N, template <typename> class Norm, int Stride, typename Below>
using DlibBlock =
    Norm<dlib::con<N, 3, 3, 1, 1, dlib::relu<Norm<dlib::con<N, 3, 3, Stride, Stride, Below>>>>>;

template <int N, typename Below>
using DlibKeep = dlib::relu<DlibResidual<DlibBlock, N, dlib::affine, Below>>;
template <int N, typename Below>
using DlibHalve = dlib::relu<DlibResidualDown<DlibBlock, N, dlib::affine, Below>>;

template <typename Below>
using DlibLevel0 = DlibHalve<256, Below>;
template <typename Below>
using DlibLevel1 = DlibKeep<256, DlibKeep<256, DlibHalve<256, Below>>>;
template <typename Below>
using DlibLevel2 = DlibKeep<128, DlibKeep<128, DlibHalve<128, Below>>>;
template <typename Below>
using DlibLevel3 = DlibKeep<64, DlibKeep<64, DlibKeep<64, DlibHalve<64, Below>>>>;
template <typename Below>
using DlibLevel4 = DlibKeep<32, DlibKeep<32, DlibKeep<32, Below>>>;

using DlibResNet = dlib::loss_metric<dlib::fc_no_bias<
    128,
    dlib::avg_pool_everything<DlibLevel0<DlibLevel1<DlibLevel2<DlibLevel3<DlibLevel4<
        dlib::max_pool<3, 3, 2, 2,
                       dlib::relu<dlib::affine<
                           dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>>>>>>>>>;

}  // namespace photogate
