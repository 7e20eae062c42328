package io.sluice.rollout.serving;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way for fetches: in a connection on which one was answered, further plain ones are
 * answered between Netty's HTTP decoder and Vert.x, from bytes that were made beforehand.
 * Everything else goes on to Vert.x, and so does a fetch while Vert.x has not answered all that it
 * got: answers leave in the order of the requests. Of one connection, used by its event loop alone.
 */
final class FetchChannel extends ChannelDuplexHandler {
  private static final String NAME = "fetch";
  private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private final PlainFetches fetches;

  /** Answers are handed to the network from here: they need no encoder. */
  private final ChannelHandlerContext encoder;

  /** Requests that Vert.x has got and not answered; it is joined while it answers one. */
  private int unanswered = 1;

  /** Whether the end of an answered request is still to come. */
  private boolean ending;

  /** Whether a request was the last; what comes after it is nobody's. */
  private boolean closing;

  private boolean written;
  private boolean paused;

  private FetchChannel(PlainFetches fetches, ChannelHandlerContext encoder) {
    this.fetches = fetches;
    this.encoder = encoder;
  }

  /**
   * Joins the connection of a fetch that is about to be answered; nothing happens when it has
   * joined before, when the connection is to end, or when it does not speak HTTP/1.
   */
  static void join(HttpServerRequest fetch, PlainFetches fetches) {
    if (fetch.connection() instanceof Http1xServerConnection http
        && fetch.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
        && staysOpen(fetch.getHeader(HttpHeaderNames.CONNECTION))) {
      ChannelHandlerContext vertx = http.channelHandlerContext();
      ChannelPipeline pipeline = vertx.pipeline();
      ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
      if (encoder != null && pipeline.get(NAME) == null) {
        pipeline.addBefore(vertx.name(), NAME, new FetchChannel(fetches, encoder));
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      if (unanswered == 0 && !closing && answer(context, request)) {
        ending = true;
        return;
      }
      unanswered++;
      closing |= !HttpUtil.isKeepAlive(request);
    } else if (ending && message instanceof LastHttpContent) {
      ending = false;
      return;
    }
    context.fireChannelRead(message);
  }

  private boolean answer(ChannelHandlerContext context, HttpRequest request) {
    long start = System.nanoTime();
    ServedPrompt served = isPlain(request) ? serve(request) : null;
    if (served == null) {
      return false;
    }
    boolean known = served.answer().isKnown(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
    encoder.write(answer(context, served, known), context.voidPromise());
    written = true;
    fetches.time(known, start);
    return true;
  }

  private static boolean isPlain(HttpRequest request) {
    HttpHeaders headers = request.headers();
    // Of the exact class: a whole request at once would have no end to wait for.
    return request.getClass() == DefaultHttpRequest.class
        && request.decoderResult().isSuccess()
        && request.method().equals(HttpMethod.GET)
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && staysOpen(headers.get(HttpHeaderNames.CONNECTION))
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /** Whether a header {@code Connection} of HTTP/1.1 asks for nothing special. */
  private static boolean staysOpen(@Nullable String connection) {
    return connection == null || HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection);
  }

  private @Nullable ServedPrompt serve(HttpRequest request) {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    return fetches.serve(
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? null : uri.substring(mark + 1),
        request.headers().get(HttpHeaderNames.ACCEPT),
        request.headers().get(HttpHeaderNames.AUTHORIZATION));
  }

  private static ByteBuf answer(ChannelHandlerContext context, ServedPrompt served, boolean known) {
    byte[] head = served.answer().head(known);
    byte[] body = served.answer().body();
    byte[] decision = served.decision().getBytes(StandardCharsets.US_ASCII);
    int length = head.length + decision.length + Integer.BYTES + (known ? 0 : body.length);
    ByteBuf answer = context.alloc().directBuffer(length);
    answer.writeBytes(head).writeBytes(decision).writeInt(END_OF_HEAD);
    return known ? answer : answer.writeBytes(body);
  }

  /** All answers to what came at once leave at once. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (written) {
      written = false;
      encoder.flush();
      pauseWhileFull(context);
    }
    context.fireChannelReadComplete();
  }

  /** Who does not read answers is not read from either. */
  private void pauseWhileFull(ChannelHandlerContext context) {
    if (!context.channel().isWritable() && context.channel().config().isAutoRead()) {
      paused = true;
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (paused && context.channel().isWritable()) {
      paused = false;
      context.channel().config().setAutoRead(true);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      unanswered--;
    }
    context.write(message, promise);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
