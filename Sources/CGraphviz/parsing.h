#ifndef REACHMAP_CGRAPHVIZ_PARSING_H
#define REACHMAP_CGRAPHVIZ_PARSING_H

// Reads a graph whose objects are numbered in the order in which their names occur.
//
// Left to itself, libcgraph numbers objects by the address of their name, and a layout visits
// subgraphs in the order of their numbers: the same text then gives another picture in every
// process.

#include <cgraph.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char **names;
  size_t count, capacity;
  size_t *slots;
  size_t slotCount;
  IDTYPE nextAnonymous;
} ReachmapNumbering;

static inline size_t reachmapHash(const char *text) {
  size_t hash = 1469598103934665603u;
  for (; *text != 0; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
  return hash;
}

/// The slot of a name, or the free one where it belongs.
static inline size_t reachmapSlot(const ReachmapNumbering *numbering, const char *name) {
  size_t slot = reachmapHash(name) & (numbering->slotCount - 1);
  while (numbering->slots[slot] != 0
      && strcmp(numbering->names[numbering->slots[slot] - 1], name) != 0)
    slot = (slot + 1) & (numbering->slotCount - 1);
  return slot;
}

static inline void reachmapGrow(ReachmapNumbering *numbering) {
  numbering->capacity = numbering->capacity == 0 ? 64 : numbering->capacity * 2;
  numbering->names = realloc(numbering->names, numbering->capacity * sizeof(char *));
  free(numbering->slots);
  numbering->slotCount = numbering->capacity * 4;
  numbering->slots = calloc(numbering->slotCount, sizeof(size_t));
  if (numbering->names == NULL || numbering->slots == NULL) abort();
  for (size_t index = 0; index < numbering->count; index++)
    numbering->slots[reachmapSlot(numbering, numbering->names[index])] = index + 1;
}

static void *reachmapNumberingOpen(Agraph_t *graph, Agdisc_t *discipline) {
  (void)graph;
  (void)discipline;
  ReachmapNumbering *numbering = calloc(1, sizeof(ReachmapNumbering));
  if (numbering == NULL) abort();
  numbering->nextAnonymous = 1;
  reachmapGrow(numbering);
  return numbering;
}

/// Even numbers are names, odd ones objects without.
static long reachmapNumberingMap(
    void *state, int kind, char *name, IDTYPE *id, int mayCreate) {
  (void)kind;
  ReachmapNumbering *numbering = state;
  if (name == NULL) {
    *id = numbering->nextAnonymous;
    numbering->nextAnonymous += 2;
    return 1;
  }
  size_t slot = reachmapSlot(numbering, name);
  if (numbering->slots[slot] == 0) {
    *id = 0;
    if (!mayCreate) return 0;
    if (numbering->count == numbering->capacity) {
      reachmapGrow(numbering);
      slot = reachmapSlot(numbering, name);
    }
    char *copy = strdup(name);
    if (copy == NULL) abort();
    numbering->names[numbering->count++] = copy;
    numbering->slots[slot] = numbering->count;
  }
  *id = 2 * (IDTYPE)numbering->slots[slot];
  return 1;
}

static long reachmapNumberingAllocate(void *state, int kind, IDTYPE id) {
  (void)state;
  (void)kind;
  (void)id;
  return 0;
}

static void reachmapNumberingForget(void *state, int kind, IDTYPE id) {
  (void)state;
  (void)kind;
  (void)id;
}

static char *reachmapNumberingPrint(void *state, int kind, IDTYPE id) {
  (void)kind;
  const ReachmapNumbering *numbering = state;
  size_t index = (size_t)(id / 2);
  return id % 2 == 0 && index >= 1 && index <= numbering->count
    ? numbering->names[index - 1] : NULL;
}

static void reachmapNumberingClose(void *state) {
  ReachmapNumbering *numbering = state;
  for (size_t index = 0; index < numbering->count; index++) free(numbering->names[index]);
  free(numbering->names);
  free(numbering->slots);
  free(numbering);
}

static void reachmapNumberingRegister(void *state, int kind, void *object) {
  (void)state;
  (void)kind;
  (void)object;
}

typedef struct { const char *rest; } ReachmapSource;

static int reachmapReadSource(void *channel, char *buffer, int size) {
  ReachmapSource *source = channel;
  size_t count = strlen(source->rest);
  if (count > (size_t)size) count = (size_t)size;
  memcpy(buffer, source->rest, count);
  source->rest += count;
  return (int)count;
}

/// Null where the text is not DOT.
static inline Agraph_t *reachmapParse(const char *text) {
  // libcgraph keeps pointers to these for as long as the graph lives. The types of the functions
  // vary between versions in how wide a truth value is.
  static Agiddisc_t numbering;
  static Agiodisc_t reading;
  numbering.open = reachmapNumberingOpen;
  numbering.map = (__typeof__(numbering.map))(void *)reachmapNumberingMap;
  numbering.alloc = (__typeof__(numbering.alloc))(void *)reachmapNumberingAllocate;
  numbering.free = reachmapNumberingForget;
  numbering.print = reachmapNumberingPrint;
  numbering.close = reachmapNumberingClose;
  numbering.idregister = reachmapNumberingRegister;
  reading = AgIoDisc;
  reading.afread = reachmapReadSource;
  Agdisc_t discipline = AgDefaultDisc;
  discipline.id = &numbering;
  discipline.io = &reading;
  ReachmapSource source = {text};
  return agread(&source, &discipline);
}

#endif
