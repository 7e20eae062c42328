package io.sluice.registry.git;

import java.util.concurrent.locks.ReentrantLock;

/** What the pushes of a repository do one after the other. */
final class PushTurns {
  /** One at a time unfolds a pack, so that the memory for it is needed once. */
  final ReentrantLock unfolding = new ReentrantLock();

  /** One at a time moves refs, so that what was checked against them still holds. */
  final ReentrantLock moving = new ReentrantLock();
}
