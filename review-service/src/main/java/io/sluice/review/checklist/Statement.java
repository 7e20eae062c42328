package io.sluice.review.checklist;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a named person said about an item of a change.
 *
 * @param by token subject
 * @param digest the change's digest that it was said about; of another it says nothing
 * @param note in the person's own words; of a waiver, the reason
 * @param link to what shows it, or null
 * @param onCall of an acknowledgement: who is on call instead of the owner, or null
 * @param roles the person's roles at that moment, as their token stated them
 */
public record Statement(
    ChecklistItem item,
    Kind kind,
    String by,
    String digest,
    String note,
    @Nullable String link,
    @Nullable String onCall,
    Set<String> roles,
    Instant at) {
  public Statement {
    roles = Set.copyOf(roles);
  }

  /** What kind of word it is. Stored by name. */
  public enum Kind {
    ATTESTED,
    WAIVED,
    ACKNOWLEDGED;

    /** Name in JSON. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Note and link, as a reader wants them. */
  String words() {
    return link == null ? note : note + " (" + link + ")";
  }
}
