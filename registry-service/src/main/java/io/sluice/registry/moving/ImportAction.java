package io.sluice.registry.moving;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an import does with an entry. */
public enum ImportAction {
  CREATE,
  UPDATE,
  UNCHANGED,
  REFUSED;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
