/**
 * Telling people and other systems what happened: a row for each channel is written in the
 * transaction of what happened, and delivered afterwards by a loop of that channel's own, so a slow
 * or dead receiver holds nobody up and nothing is forgotten (ADR 0038).
 */
@NullMarked
package io.sluice.review.notification;

import org.jspecify.annotations.NullMarked;
