// What systemd is told of a service: the protocol of sd_notify(3), one datagram a message. The
// library for it would bring four others along for these lines.
#pragma once

#include <string>

namespace photogate {

// "READY=1", "STOPPING=1" ... Nothing happens when nobody asked to be told ($NOTIFY_SOCKET), or
// when they cannot be reached: it is their loss only.
void TellService(const std::string& message);

// Settings are taken up anew; "READY=1" ends it.
void TellServiceOfReload();

}  // namespace photogate
