/**
 * Which apps fetch which prompt, and how many calls a day it gets: what a reviewer wants to know
 * before a new version goes out. Marked while serving by a few memory operations without a lock,
 * written by a loop.
 */
@NullMarked
package io.sluice.rollout.consumer;

import org.jspecify.annotations.NullMarked;
