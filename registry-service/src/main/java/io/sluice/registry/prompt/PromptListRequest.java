package io.sluice.registry.prompt;

import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.index.PromptFilter;
import io.sluice.registry.index.PromptOrder;
import io.sluice.registry.index.PromptOrder.Position;
import io.sluice.registry.index.PromptOrder.Sort;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of entries as somebody asked for it: read, checked, and bound to its cursors. */
final class PromptListRequest {
  private static final String ANY = "any";
  private static final String LABEL = "[a-z0-9][a-z0-9-]{0,62}";
  private static final int FINGERPRINT_CHARS = 16;

  /** What the query string says; an empty text is a parameter that is not there. */
  record Raw(
      String q,
      String team,
      String owner,
      String model,
      String environment,
      List<String> labels,
      String lifecycle,
      String reviewedBefore,
      String sort,
      String order) {}

  private final List<ProblemDetail> errors = new ArrayList<>();
  private final PromptFilter filter;
  private final PromptOrder order;
  private final String fingerprint;

  /**
   * @throws ProblemException 400 that names every parameter that is wrong
   */
  PromptListRequest(Raw raw) {
    String text = raw.q().strip();
    filter =
        new PromptFilter(
            text,
            plain("team", raw.team()),
            plain("owner", raw.owner()),
            plain("model", raw.model()),
            environment(raw.environment()),
            labels(raw.labels()),
            lifecycles(raw.lifecycle()),
            day(raw.reviewedBefore()));
    if (filter.onlyExcludes()) {
      wrong("q", "'q' only says what must not be there; add a word that must be there.");
    }
    order = order(raw.sort(), raw.order(), text);
    if (!errors.isEmpty()) {
      throw new ProblemException(CommonProblem.INVALID_REQUEST, errors.getFirst().detail(), errors);
    }
    String hash = CanonicalJson.sha256((filter + "\n" + order).getBytes(StandardCharsets.UTF_8));
    fingerprint = hash.substring(hash.length() - FINGERPRINT_CHARS);
  }

  PromptFilter filter() {
    return filter;
  }

  PromptOrder order() {
    return order;
  }

  /** What a cursor says: which list it belongs to, and where it goes on. */
  String cursorKey(Position position) {
    return fingerprint + "\n" + position.key() + "\n" + position.id();
  }

  /**
   * Where to go on.
   *
   * @param key what a cursor says, or null for the first page
   * @throws ProblemException 400 when the cursor belongs to another list, or to none
   */
  @Nullable Position position(@Nullable String key) {
    if (key == null) {
      return null;
    }
    String[] parts = key.split("\n", -1);
    if (parts.length == 3 && !parts[0].equals(fingerprint)) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' belongs to a list with other parameters; send the same filters and the same"
              + " order as for the page that it came from, or start without a cursor.");
    }
    String keys = order.sort() == Sort.ID ? RepositoryPath.ID : "-?[0-9]{1,16}";
    if (parts.length != 3 || !parts[1].matches(keys) || !parts[2].matches(RepositoryPath.ID)) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
    return new Position(parts[1], parts[2]);
  }

  private String plain(String parameter, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      wrong(parameter, "'" + parameter + "' has control characters; leave them out.");
    }
    return value;
  }

  private List<String> labels(List<String> labels) {
    for (String label : labels) {
      if (!label.matches(LABEL)) {
        wrong("label", "'label' is lower case letters, digits and dashes, at most 63.");
      }
    }
    return labels.stream().distinct().sorted().toList();
  }

  private String environment(String name) {
    if (!name.isEmpty() && !RepositoryPath.ENVIRONMENT_PATTERN.matcher(name).matches()) {
      wrong("environment", "'environment' is a name such as 'production', not '" + name + "'.");
    }
    return name;
  }

  private Set<Lifecycle.State> lifecycles(String wire) {
    if (wire.isEmpty()) {
      return EnumSet.of(Lifecycle.State.ACTIVE, Lifecycle.State.DEPRECATED);
    }
    EnumSet<Lifecycle.State> all = EnumSet.allOf(Lifecycle.State.class);
    Set<Lifecycle.State> wanted = EnumSet.noneOf(Lifecycle.State.class);
    all.stream()
        .filter(state -> wire.equals(ANY) || state.wire().equals(wire))
        .forEach(wanted::add);
    if (wanted.isEmpty()) {
      wrong(
          "lifecycle",
          "'lifecycle' is one of "
              + Stream.concat(all.stream().map(Lifecycle.State::wire), Stream.of(ANY)).toList()
              + ", not '"
              + wire
              + "'.");
    }
    return wanted;
  }

  private @Nullable Instant day(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      wrong("reviewedBefore", "'reviewedBefore' is a day such as 2026-03-31, not '" + text + "'.");
      return null;
    }
  }

  /** By id, or by relevance when words are searched; each sort has the direction people want. */
  private PromptOrder order(String sort, String direction, String text) {
    Sort by = text.isEmpty() ? Sort.ID : Sort.RELEVANCE;
    if (!sort.isEmpty()) {
      by = Sort.of(sort).orElse(null);
      if (by == null) {
        wrong("sort", "'sort' is one of " + Sort.wires() + ", not '" + sort + "'.");
        by = Sort.ID;
      }
    }
    if (by == Sort.RELEVANCE && text.isEmpty()) {
      wrong("sort", "'sort=relevance' needs words to search for; add 'q'.");
    }
    boolean descending = by == Sort.UPDATED || by == Sort.RELEVANCE;
    switch (direction) {
      case "" -> {}
      case "asc" -> {
        if (by == Sort.RELEVANCE) {
          wrong("order", "Relevance is sorted best first only; leave 'order' out.");
        }
        descending = false;
      }
      case "desc" -> descending = true;
      default -> wrong("order", "'order' is 'asc' or 'desc', not '" + direction + "'.");
    }
    return new PromptOrder(by, descending);
  }

  private void wrong(String parameter, String detail) {
    errors.add(new ProblemDetail(detail, parameter, null));
  }
}
