#include "cli/app.h"

int main(int argc, char** argv) { return photogate::RunCli(argc, argv); }
