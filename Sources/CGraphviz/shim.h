#ifndef REACHMAP_CGRAPHVIZ_SHIM_H
#define REACHMAP_CGRAPHVIZ_SHIM_H
#include <gvc.h>
#endif
