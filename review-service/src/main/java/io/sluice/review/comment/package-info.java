/** What people say about a change; it decides nothing. */
@NullMarked
package io.sluice.review.comment;

import org.jspecify.annotations.NullMarked;
