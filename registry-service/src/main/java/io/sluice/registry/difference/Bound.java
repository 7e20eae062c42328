package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One bound of numbers. */
record Bound(BigDecimal value, boolean exclusive) {

  /** The least number that a document may be, or null. */
  static @Nullable Bound lower(Narrowed narrow) {
    Bound best = null;
    for (Bound bound : bounds(narrow, "minimum", "exclusiveMinimum", RoundingMode.CEILING)) {
      int order = best == null ? 1 : bound.value().compareTo(best.value());
      if (order > 0 || (order == 0 && bound.exclusive())) {
        best = bound;
      }
    }
    return best;
  }

  /** The greatest number that a document may be, or null. */
  static @Nullable Bound upper(Narrowed narrow) {
    Bound best = null;
    for (Bound bound : bounds(narrow, "maximum", "exclusiveMaximum", RoundingMode.FLOOR)) {
      int order = best == null ? -1 : bound.value().compareTo(best.value());
      if (order < 0 || (order == 0 && bound.exclusive())) {
        best = bound;
      }
    }
    return best;
  }

  /** Among integers, an exclusive or fractional bound is the next integer. */
  private static List<Bound> bounds(
      Narrowed narrow, String inclusive, String exclusive, RoundingMode inwards) {
    boolean integers = !narrow.kinds().contains(Kind.FRACTION);
    BigDecimal step = inwards == RoundingMode.CEILING ? BigDecimal.ONE : BigDecimal.ONE.negate();
    List<Bound> bounds = new ArrayList<>();
    for (JsonNode value : narrow.values(inclusive)) {
      BigDecimal bound = value.decimalValue();
      bounds.add(new Bound(integers ? bound.setScale(0, inwards) : bound, false));
    }
    for (JsonNode value : narrow.values(exclusive)) {
      BigDecimal bound = value.decimalValue();
      if (integers) {
        BigDecimal whole = bound.setScale(0, inwards);
        bounds.add(new Bound(whole.compareTo(bound) == 0 ? whole.add(step) : whole, false));
      } else {
        bounds.add(new Bound(bound, true));
      }
    }
    return bounds;
  }
}
