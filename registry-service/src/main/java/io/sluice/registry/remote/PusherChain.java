package io.sluice.registry.remote;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds everybody who had a hand in moving a ref from one commit to another, by the pushes that
 * webhooks told of. Several pushes may have happened between two looks at the server: each of them
 * must be known, or somebody could hide behind the last one.
 */
final class PusherChain {
  private PusherChain() {}

  /**
   * Accounts of all pushes that lead from one commit to the other.
   *
   * @param from where the ref was, 40 zeros when it was not there
   * @param events pushes of that ref
   * @return empty when a push is missing
   */
  static Optional<Set<String>> accounts(String from, String to, Collection<PushEvent> events) {
    Set<String> accounts = new TreeSet<>();
    Set<String> seen = new HashSet<>(Set.of(to));
    Deque<String> open = new ArrayDeque<>(seen);
    boolean complete = false;
    while (!open.isEmpty()) {
      String commit = open.pop();
      for (PushEvent event : events) {
        if (event.after().equals(commit)) {
          accounts.add(event.account());
          if (event.before().equals(from)) {
            complete = true;
          } else if (seen.add(event.before())) {
            open.push(event.before());
          }
        }
      }
    }
    return complete ? Optional.of(accounts) : Optional.empty();
  }
}
