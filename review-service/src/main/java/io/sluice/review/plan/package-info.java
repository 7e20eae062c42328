/**
 * The plan of a change: what will happen when it is merged, put together before anybody approves.
 * The author controls what the digest covers; what moves by itself (who uses a prompt, how evidence
 * came out) is here as it is known now, and is kept with each approval as it was then.
 */
@NullMarked
package io.sluice.review.plan;

import org.jspecify.annotations.NullMarked;
