package io.sluice.review.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;

/**
 * Counts tokens before a call. OpenAI's encoding is public; that of others is not, so theirs are
 * taken to be half as many again. It is a ceiling in practice, and not a proof.
 */
public final class Tokens {
  /** What vendors add for a message's role and borders. */
  private static final int PER_MESSAGE = 8;

  private static final double OTHER_ENCODING = 1.5;
  private static final Encoding ENCODING =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  private Tokens() {}

  /** Tokens of messages for a model. */
  public static long of(String model, List<Message> messages) {
    long count = 0;
    for (Message message : messages) {
      count += PER_MESSAGE + count(message.content());
    }
    return ceiling(model, count);
  }

  /** Tokens of one text for a model. */
  public static long of(String model, String text) {
    return ceiling(model, count(text));
  }

  private static long count(String text) {
    return ENCODING.countTokensOrdinary(text);
  }

  private static long ceiling(String model, long count) {
    String bare = model.substring(model.lastIndexOf('/') + 1);
    boolean isPublic = bare.startsWith("gpt-") || bare.startsWith("text-embedding-3");
    return isPublic ? count : (long) Math.ceil(count * OTHER_ENCODING);
  }
}
