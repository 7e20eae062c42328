package io.sluice.review.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.policy.ApprovalDemand.From;
import io.sluice.review.policy.FreezeWindow.WeekTime;
import io.sluice.review.policy.Rules.Reading;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of {@code sluice.yaml}. The registry checked the file when it was pushed; this
 * relies on none of that, because what is misread here lands unapproved.
 */
public final class RulesReader {
  private static final String APPROVALS = "approvals";
  private static final String TEAM = "approverTeam";
  private static final String EXPIRE = "approvalsExpire";
  private static final String FREEZE = "freeze";
  private static final String BREAK_GLASS = "breakGlass";
  private static final Set<String> OWN = Set.of(APPROVALS, TEAM, EXPIRE, FREEZE, BREAK_GLASS);

  /** Sections of an environment that others read. */
  private static final Set<String> OF_ENVIRONMENTS = Set.of("rollout", "checklist");

  /** Read by {@link PolicyInForce}. */
  private static final Set<String> OF_LABELS = Set.of("environments");

  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,5})([smhd])");
  private static final Pattern WEEK_TIME = Pattern.compile("([a-z]{3}) ([0-9]{2}:[0-9]{2})");

  private RulesReader() {}

  /** Reads an environment's section, which has to ask for approvals. */
  static Reading environment(String name, Map<String, JsonNode> rules) {
    return read(name, rules, OF_ENVIRONMENTS, true);
  }

  /** Reads a label's section, which adds to what environments ask for. */
  static Reading label(String name, Map<String, JsonNode> rules) {
    return read("label " + name, rules, OF_LABELS, false);
  }

  private static Reading read(
      String scope, Map<String, JsonNode> rules, Set<String> elsewhere, boolean needsApprovals) {
    Set<String> unknown = new TreeSet<>(rules.keySet());
    unknown.removeAll(OWN);
    unknown.removeAll(elsewhere);
    if (!unknown.isEmpty()) {
      return new Reading.NotUnderstood(scope, "it has rules that are not known here: " + unknown);
    }
    try {
      List<ApprovalDemand> approvals =
          rules.containsKey(APPROVALS) || needsApprovals
              ? approvals(rules.get(APPROVALS), rules.get(TEAM))
              : noApprovals(rules.get(TEAM));
      return new Reading.Read(
          new Rules(
              scope,
              approvals,
              duration(rules.get(EXPIRE)),
              freeze(rules.get(FREEZE)),
              rules.containsKey(BREAK_GLASS) ? from(rules.get(BREAK_GLASS)) : null));
    } catch (Misfit e) {
      return new Reading.NotUnderstood(scope, e.why);
    }
  }

  /** Something that is not as the format says. Never leaves this class. */
  private static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    Misfit(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  private static List<ApprovalDemand> noApprovals(@Nullable JsonNode team) throws Misfit {
    if (team != null) {
      throw new Misfit("'approverTeam' says from whom, but nothing says how many");
    }
    return List.of();
  }

  private static List<ApprovalDemand> approvals(@Nullable JsonNode node, @Nullable JsonNode team)
      throws Misfit {
    if (node == null || !node.isArray()) {
      return List.of(new ApprovalDemand(count(node), from(team)));
    }
    if (team != null) {
      throw new Misfit("'approverTeam' belongs to 'approvals' with a number, not with a list");
    }
    List<ApprovalDemand> demands = new ArrayList<>();
    for (JsonNode demand : node) {
      onlyKnown(demand, Set.of("count", "team"), "an entry of 'approvals'");
      demands.add(new ApprovalDemand(count(demand.get("count")), from(demand.get("team"))));
    }
    if (demands.isEmpty()) {
      throw new Misfit("'approvals' is an empty list");
    }
    return demands;
  }

  private static int count(@Nullable JsonNode node) throws Misfit {
    if (node == null
        || !node.isInt()
        || node.intValue() < 1
        || node.intValue() > ApprovalDemand.MAX_COUNT) {
      throw new Misfit("'approvals' must say how many, 1 to " + ApprovalDemand.MAX_COUNT);
    }
    return node.intValue();
  }

  private static From from(@Nullable JsonNode node) throws Misfit {
    if (node == null) {
      return new From.AnyTeam();
    }
    return From.of(text(node, "a team is 'any', 'own' or a team's name"));
  }

  private static @Nullable Duration duration(@Nullable JsonNode node) throws Misfit {
    if (node == null) {
      return null;
    }
    Matcher parts = DURATION.matcher(text(node, "'approvalsExpire' is such as 14d"));
    if (!parts.matches()) {
      throw new Misfit("'approvalsExpire' is such as 14d, not " + node);
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static List<FreezeWindow> freeze(@Nullable JsonNode node) throws Misfit {
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new Misfit("'freeze' is a list of windows");
    }
    List<FreezeWindow> windows = new ArrayList<>();
    for (JsonNode window : node) {
      windows.add(window.has("weekly") ? weekly(window) : once(window));
    }
    return windows;
  }

  private static FreezeWindow once(JsonNode window) throws Misfit {
    onlyKnown(window, Set.of("from", "to", "reason"), "a freeze window");
    try {
      Instant from = Instant.parse(text(window.path("from"), "a freeze window has a 'from'"));
      Instant to = Instant.parse(text(window.path("to"), "a freeze window has a 'to'"));
      if (!from.isBefore(to)) {
        throw new Misfit("a freeze window ends before it begins");
      }
      return new FreezeWindow.Once(from, to, reason(window));
    } catch (DateTimeException e) {
      throw new Misfit("a freeze window has a time that is none: " + window);
    }
  }

  private static FreezeWindow weekly(JsonNode window) throws Misfit {
    onlyKnown(window, Set.of("weekly", "reason"), "a weekly freeze window");
    JsonNode weekly = window.path("weekly");
    onlyKnown(weekly, Set.of("from", "to", "zone"), "a weekly freeze window");
    WeekTime from = weekTime(weekly.path("from"));
    WeekTime to = weekTime(weekly.path("to"));
    if (from.equals(to)) {
      throw new Misfit("a weekly freeze window ends when it begins");
    }
    try {
      ZoneId zone = ZoneId.of(text(weekly.path("zone"), "a weekly freeze window has a 'zone'"));
      return new FreezeWindow.Weekly(from, to, zone, reason(window));
    } catch (DateTimeException e) {
      throw new Misfit("there is no time zone " + weekly.path("zone"));
    }
  }

  private static WeekTime weekTime(JsonNode node) throws Misfit {
    Matcher parts = WEEK_TIME.matcher(text(node, "a time of the week is such as 'fri 18:00'"));
    if (parts.matches()) {
      try {
        for (DayOfWeek day : DayOfWeek.values()) {
          if (day.name().toLowerCase(Locale.ROOT).startsWith(parts.group(1))) {
            return new WeekTime(day, LocalTime.parse(parts.group(2)));
          }
        }
      } catch (DateTimeException e) {
        throw new Misfit("a time of the week is such as 'fri 18:00', not " + node);
      }
    }
    throw new Misfit("a time of the week is such as 'fri 18:00', not " + node);
  }

  private static @Nullable String reason(JsonNode window) throws Misfit {
    JsonNode reason = window.get("reason");
    return reason == null ? null : text(reason, "a freeze window's 'reason' is a text");
  }

  private static String text(JsonNode node, String otherwise) throws Misfit {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw new Misfit(otherwise + (node.isMissingNode() ? "" : ", not " + node));
    }
    return node.textValue();
  }

  private static void onlyKnown(JsonNode object, Set<String> known, String what) throws Misfit {
    if (!object.isObject()) {
      throw new Misfit(what + " is not an object: " + object);
    }
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new Misfit(what + " has rules that are not known here: " + unknown);
    }
  }
}
