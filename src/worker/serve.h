// The worker's side of the conversation.
#pragma once

namespace photogate {

// Reads the start message from `socket`, bounds the process, loads the models, enters the sandbox,
// and then inspects one photo after another until the other side closes. Returns the process's exit
// status: 0 after an orderly end. Never returns with a photo half answered.
int Serve(int socket);

}  // namespace photogate
