// How each member of the cast looks. A recogniser made for photos takes drawn people for relatives,
// so the numbers were found by search: about 2,000 random changes, each kept when the default
// recogniser put the nearest two people further apart.
#pragma once

#include "samples/draw_face.h"

namespace photogate::samples {

Look Ada();
Look Ben();
Look Chloe();
Look Dilan();
Look Edie();
Look Elsie();  // Edie's twin
Look Hana();
Look Howard();
Look Ivor();
Look Rosa();
Look Tom();

}  // namespace photogate::samples
