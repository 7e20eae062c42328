package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.format.Composition;
import io.sluice.registry.format.FragmentUse;
import java.util.ArrayList;
import java.util.List;

/** How a composition is stored: JSON, so that PostgreSQL finds the versions that use a fragment. */
final class Compositions {
  private Compositions() {}

  static String write(Composition composition) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("source", composition.source());
    ArrayNode uses = json.putArray("uses");
    for (FragmentUse use : composition.uses()) {
      uses.addObject()
          .put("fragment", use.fragment())
          .put("version", use.version())
          .put("commit", use.commit())
          .put("depth", use.depth());
    }
    return json.toString();
  }

  static Composition read(JsonNode json) {
    List<FragmentUse> uses = new ArrayList<>();
    for (JsonNode use : json.path("uses")) {
      uses.add(
          new FragmentUse(
              use.path("fragment").asText(),
              use.path("version").asInt(),
              use.path("commit").asText(),
              use.path("depth").asInt()));
    }
    return new Composition(json.path("source"), uses);
  }

  /** What the JSON of a version contains that uses a fragment. */
  static String using(String fragment) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("uses").addObject().put("fragment", fragment);
    return json.toString();
  }
}
