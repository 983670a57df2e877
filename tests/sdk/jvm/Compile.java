import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments;
import org.jetbrains.kotlin.cli.common.arguments.ParseCommandLineArgumentsKt;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation;
import org.jetbrains.kotlin.cli.common.messages.MessageCollector;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.jetbrains.kotlin.config.Services;
import org.json.JSONArray;
import org.json.JSONObject;
import org.json.JSONTokener;

/**
 * Compiles many small projects in one process, each by itself: Kotlin first, which reads the Java sources beside it.
 *
 * <p>Standard input: {"plugin": "…", "threads": n, "projects": [{"name", "directory", "files", "classpath", "output"}, …]}.
 * Standard output: the errors and warnings of each project, by name, as "file:line: error: text".
 */
public final class Compile {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("kotlin.environment.keepalive", "true");
    JSONObject wanted = new JSONObject(new JSONTokener(System.in));
    ExecutorService pool = Executors.newFixedThreadPool(wanted.getInt("threads"));
    JSONObject found = new JSONObject();
    List<String> names = new ArrayList<>();
    List<Future<List<String>>> started = new ArrayList<>();
    for (Object project : wanted.getJSONArray("projects")) {
      Project made = new Project((JSONObject) project, wanted.getString("plugin"));
      names.add(made.name);
      started.add(pool.submit(made));
    }
    for (int i = 0; i < names.size(); i++) {
      found.put(names.get(i), started.get(i).get());
    }
    System.out.println(found);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static final class Project implements Callable<List<String>>, MessageCollector {
    final String name;
    private final String plugin;
    private final Path directory;
    private final String classpath;
    private final String output;
    private final List<String> kotlin = new ArrayList<>();
    private final List<String> java = new ArrayList<>();
    private final List<String> found = new ArrayList<>();

    Project(JSONObject wanted, String plugin) {
      this.name = wanted.getString("name");
      this.plugin = plugin;
      directory = Path.of(wanted.getString("directory"));
      classpath = wanted.getString("classpath");
      output = wanted.getString("output");
      for (Object file : wanted.getJSONArray("files")) {
        (file.toString().endsWith(".java") ? java : kotlin).add(directory.resolve(file.toString()).toString());
      }
    }

    @Override
    public List<String> call() throws IOException {
      if (!kotlin.isEmpty()) {
        compileKotlin();
      }
      if (!java.isEmpty() && !hasErrors()) {
        compileJava();
      }
      return found;
    }

    private void compileKotlin() {
      List<String> options = new ArrayList<>(List.of("-no-stdlib", "-no-reflect", "-jvm-target", "17"));
      options.addAll(List.of("-classpath", classpath, "-d", output, "-module-name", "fixture", "-Xplugin=" + plugin));
      options.addAll(kotlin);
      options.addAll(java);
      K2JVMCompilerArguments parsed = new K2JVMCompilerArguments();
      ParseCommandLineArgumentsKt.parseCommandLineArguments(options, parsed, false);
      int code = new K2JVMCompiler().exec(this, Services.EMPTY, parsed).getCode();
      if (code != 0 && !hasErrors()) {
        found.add("error: the Kotlin compiler ended with " + code);
      }
    }

    private void compileJava() throws IOException {
      new File(output).mkdirs();
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files =
          compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
        List<String> options =
            List.of(
                "-proc:none",
                "-Xlint:deprecation",
                "-classpath",
                output + File.pathSeparator + classpath,
                "-d",
                output);
        compiler
            .getTask(Writer.nullWriter(), files, this::report, options, null, files.getJavaFileObjectsFromStrings(java))
            .call();
      }
    }

    private void report(Diagnostic<? extends JavaFileObject> diagnostic) {
      String severity =
          switch (diagnostic.getKind()) {
            case ERROR -> "error";
            case WARNING, MANDATORY_WARNING -> "warning";
            default -> null;
          };
      if (severity != null) {
        JavaFileObject source = diagnostic.getSource();
        String path = source == null ? null : Path.of(URI.create(source.toUri().toString())).toString();
        add(path, diagnostic.getLineNumber(), severity, diagnostic.getMessage(Locale.ROOT));
      }
    }

    @Override
    public void report(CompilerMessageSeverity severity, String message, CompilerMessageSourceLocation at) {
      if (severity.isError() || severity.isWarning()) {
        String kind = severity.isError() ? "error" : "warning";
        add(at == null ? null : at.getPath(), at == null ? 0 : at.getLine(), kind, message);
      }
    }

    private void add(String path, long line, String severity, String message) {
      String at = path == null ? "" : directory.relativize(Path.of(path)) + ":" + line + ": ";
      found.add(at + severity + ": " + message);
    }

    @Override
    public boolean hasErrors() {
      return found.stream().anyMatch(text -> text.contains("error: "));
    }

    @Override
    public void clear() {}
  }
}
