// The manifest and the cards as the build compiled them in; generated from models/ by CMake.
#pragma once

#include <map>
#include <string>

namespace photogate {

std::string EmbeddedManifest();
std::map<std::string, std::string> EmbeddedCards();  // "cards/<id>.json" -> text

}  // namespace photogate
