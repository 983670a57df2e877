import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.HttpsURLConnection;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * Runs programs of many small projects in one process, each with its own copy of its SDK.
 *
 * <p>The first line of standard input: [{"classpath", "main", "address"}, …]; `main` is a class with `start(address)`.
 * Standard output: one line, what was thrown by each, empty where nothing was. The SDKs go on sending until standard
 * input ends.
 */
public final class Run {
  public static void main(String[] arguments) throws Exception {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream output = System.out;
    System.setOut(System.err);
    URL.setURLStreamHandlerFactory(protocol -> protocol.equals("https") ? new Local() : null);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<String>> started = new ArrayList<>();
    for (Object run : new JSONArray(input.readLine())) {
      started.add(pool.submit(() -> thrown((JSONObject) run)));
    }
    JSONArray found = new JSONArray();
    for (Future<String> run : started) {
      found.put(run.get());
    }
    output.println(found);
    output.flush();
    input.readLine();
    Runtime.getRuntime().halt(0);
  }

  private static String thrown(JSONObject run) {
    try {
      List<URL> classpath = new ArrayList<>();
      for (String entry : run.getString("classpath").split(File.pathSeparator)) {
        classpath.add(Path.of(entry).toUri().toURL());
      }
      ClassLoader loader =
          new URLClassLoader(classpath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      loader.loadClass(run.getString("main")).getMethod("start", String.class).invoke(null, run.getString("address"));
      return "";
    } catch (Throwable thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }

  /** Opens plain connections to this machine for an SDK that speaks TLS alone, and none to other machines. */
  private static final class Local extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      if (!url.getHost().equals("127.0.0.1")) {
        throw new IOException(url.getHost() + " is not to be reached from a test");
      }
      URL plain = new URL("http", url.getHost(), url.getPort(), url.getFile());
      return new Secured((HttpURLConnection) plain.openConnection());
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
      return openConnection(url);
    }
  }

  /** A plain connection by the name of a secured one. */
  private static final class Secured extends HttpsURLConnection {
    private final HttpURLConnection plain;

    Secured(HttpURLConnection plain) {
      super(plain.getURL());
      this.plain = plain;
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
      plain.setRequestMethod(method);
    }

    @Override
    public void setRequestProperty(String key, String value) {
      plain.setRequestProperty(key, value);
    }

    @Override
    public void setDoOutput(boolean isOutput) {
      plain.setDoOutput(isOutput);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return plain.getOutputStream();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return plain.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return plain.getErrorStream();
    }

    @Override
    public int getResponseCode() throws IOException {
      return plain.getResponseCode();
    }

    @Override
    public void connect() throws IOException {
      plain.connect();
    }

    @Override
    public void disconnect() {
      plain.disconnect();
    }

    @Override
    public boolean usingProxy() {
      return false;
    }

    @Override
    public String getCipherSuite() {
      return "none";
    }

    @Override
    public Certificate[] getLocalCertificates() {
      return new Certificate[0];
    }

    @Override
    public Certificate[] getServerCertificates() {
      return new Certificate[0];
    }
  }
}
