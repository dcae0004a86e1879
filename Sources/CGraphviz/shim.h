#ifndef REACHMAP_CGRAPHVIZ_SHIM_H
#define REACHMAP_CGRAPHVIZ_SHIM_H

#include <gvc.h>
#include "parsing.h"
#include <dlfcn.h>
#include <locale.h>
#include <signal.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h>
#endif

/// `dladdr` and its result. glibc shows them only to `_GNU_SOURCE`, which would give this module other
/// definitions of system types than Swift's own C library module has.
typedef struct {
  const char *file;
  void *base;
  const char *symbol;
  void *address;
} ReachmapAddressInformation;
#ifdef __APPLE__
extern int reachmapInformation(const void *address, ReachmapAddressInformation *information)
    __asm__("_dladdr");
#else
extern int reachmapInformation(const void *address, ReachmapAddressInformation *information)
    __asm__("dladdr");
#endif

/// The file that libgvc was loaded from; its plugins are in `graphviz/` beside it.
static inline const char *reachmapLibraryFile(void) {
  ReachmapAddressInformation info;
  return reachmapInformation((const void *)&gvContextPlugins, &info) != 0 ? info.file : NULL;
}

/// A context that knows the plugins given and loads no others.
static inline GVC_t *reachmapClosedContext(
    gvplugin_library_t *core, gvplugin_library_t *dot, gvplugin_library_t *neato) {
  lt_symlist_t builtins[] = {
    {"gvplugin_core_LTX_library", core},
    {"gvplugin_dot_layout_LTX_library", dot},
    {"gvplugin_neato_layout_LTX_library", neato},
    {0, 0},
  };
  return gvContextPlugins(builtins, 0);
}

/// Graphviz 2.43 counts in unsigned int, 14 in size_t.
static inline int reachmapRender(
    GVC_t *gvc, graph_t *graph, const char *format, char **bytes, size_t *count) {
  union { unsigned int narrow; size_t wide; } length = { .wide = 0 };
  int status = gvRenderData(gvc, graph, format, bytes, (void *)&length);
  *count = _Generic(&gvRenderData,
    int (*)(GVC_t *, graph_t *, const char *, char **, size_t *): length.wide,
    default: length.narrow);
  return status;
}

/// Numbers are read and written with a point in this thread until `reachmapLeaveNeutralLocale`.
static inline locale_t reachmapEnterNeutralLocale(void) {
  static locale_t neutral = (locale_t)0;
  if (neutral == (locale_t)0) neutral = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
  return uselocale(neutral);
}
static inline void reachmapLeaveNeutralLocale(locale_t previous) { uselocale(previous); }

/// Accessors are macros in Graphviz, which Swift does not see.
typedef struct { double left, bottom, right, top; } ReachmapRectangle;
typedef struct { double x, y; } ReachmapPoint;

static inline ReachmapRectangle reachmapGraphBounds(graph_t *graph) {
  boxf box = GD_bb(graph);
  return (ReachmapRectangle){box.LL.x, box.LL.y, box.UR.x, box.UR.y};
}

static inline ReachmapRectangle reachmapNodeBounds(node_t *node) {
  pointf center = ND_coord(node);
  double width = ND_width(node) * 36, height = ND_height(node) * 36;
  return (ReachmapRectangle){
    center.x - width, center.y - height, center.x + width, center.y + height};
}

static inline ReachmapRectangle reachmapLabelBounds(textlabel_t *label) {
  double width = label->dimen.x / 2, height = label->dimen.y / 2;
  return (ReachmapRectangle){
    label->pos.x - width, label->pos.y - height, label->pos.x + width, label->pos.y + height};
}

static inline textlabel_t *reachmapGraphLabel(graph_t *graph) { return GD_label(graph); }

/// The label of an edge where the layout has placed one, else null.
static inline textlabel_t *reachmapEdgeLabel(edge_t *edge) {
  textlabel_t *label = ED_label(edge);
  return label != NULL && label->set ? label : NULL;
}

/// How many curves an edge has; 0 where the layout has left it out.
static inline int reachmapCurveCount(edge_t *edge) {
  return ED_spl(edge) == NULL ? 0 : (int)ED_spl(edge)->size;
}

static inline bezier *reachmapCurve(edge_t *edge, int index) {
  return &ED_spl(edge)->list[index];
}
static inline int reachmapCurvePointCount(bezier *curve) { return (int)curve->size; }
static inline int reachmapCurveHasTip(bezier *curve) { return curve->eflag != 0; }

/// Graphviz takes the names of attributes as `char *` and does not write to them.
static inline const char *reachmapAttribute(void *object, const char *name) {
  return agget(object, (char *)name);
}
static inline void reachmapSetGraphAttribute(
    graph_t *graph, const char *name, const char *value) {
  agattr(graph, AGRAPH, (char *)name, "");
  agsafeset(graph, (char *)name, (char *)value, "");
}
static inline void reachmapDeclareEdgeAttribute(
    graph_t *graph, const char *name, const char *value) {
  agattr(graph, AGEDGE, (char *)name, (char *)value);
}

static inline void reachmapRemoveLabel(edge_t *edge) { agsafeset(edge, "label", "", ""); }

/// Clusters in a graph or a cluster, one level deep.
static inline int reachmapClusterCount(graph_t *graph) { return GD_n_cluster(graph); }
static inline graph_t *reachmapCluster(graph_t *graph, int index) {
  return GD_clust(graph)[index + 1];
}

/// The exit status or the signal; a macro on Linux.
static inline int reachmapExitStatus(const siginfo_t *information) {
  return information->si_status;
}

/// The environment to hand on to another process.
static inline char **reachmapEnvironment(void) {
  extern char **environ;
  return environ;
}

/// How many font files fontconfig offers, or -1 where fonts do not come from fontconfig.
static inline int reachmapFontCount(void) {
  typedef struct { int count, capacity; void **fonts; } FontSet;
  void *library = dlopen("libfontconfig.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (library == NULL) return -1;
  void *(*current)(void) = (void *(*)(void))dlsym(library, "FcConfigGetCurrent");
  FontSet *(*fonts)(void *, int) = (FontSet * (*)(void *, int)) dlsym(library, "FcConfigGetFonts");
  if (current == NULL || fonts == NULL) return -1;
  void *configuration = current();
  if (configuration == NULL) return 0;
  FontSet *set = fonts(configuration, 0);
  return set == NULL ? 0 : set->count;
}

#endif
