// Asio and Beast, compiled once for the whole server (the separate-compilation definitions are set for all rooms).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
