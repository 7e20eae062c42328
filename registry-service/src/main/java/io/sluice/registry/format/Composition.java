package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How a version was put together from its file and fragments.
 *
 * @param source the messages as they are written in the file
 * @param uses what is inside, at any depth, each once
 */
public record Composition(JsonNode source, List<FragmentUse> uses) {
  public Composition {
    uses = List.copyOf(uses);
  }

  /** What the prompt names itself. */
  public List<FragmentUse> direct() {
    return uses.stream().filter(use -> use.depth() == 1).toList();
  }
}
