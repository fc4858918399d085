#include "models/fetch.h"

#include <bzlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "crypto/sha256.h"
#include "models/download.h"
#include "models/ir_to_onnx.h"
#include "models/model_files.h"
#include "models/model_store.h"
#include "tests/support/paths.h"
#include "tests/unit/models/ir_builder.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

Bytes BytesOf(const std::string& text) { return Bytes(text.begin(), text.end()); }

void Write(const fs::path& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Bytes Compressed(const Bytes& bytes) {
  Bytes out(bytes.size() + 1000);
  Bytes in = bytes;
  auto size = static_cast<unsigned int>(out.size());
  REQUIRE(BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(out.data()), &size,
                                   reinterpret_cast<char*>(in.data()),
                                   static_cast<unsigned int>(in.size()), 9, 0, 0) == BZ_OK);
  out.resize(size);
  return out;
}

ModelDownload DownloadOf(const std::string& file, const Bytes& bytes) {
  return ModelDownload{file, Sha256(bytes), std::nullopt, bytes.size(),
                       "https://models.invalid/" + file};
}

// A detector that is downloaded, a recogniser that is translated, and a second recogniser that is
// decompressed and known by its git blob only; and the mirror folder that has their files.
struct World {
  World() {
    IrBuilder ir;
    const int input = ir.Parameter({1, 1, 1, 1});
    ir.Result(ir.Layer("Sigmoid", "", {input}, {1, 1, 1, 1}));
    const Bytes xml = BytesOf(ir.Xml());
    const Bytes bin = BytesOf("unused");
    const Bytes onnx = TranslateIrToOnnx(xml, bin).value();
    const Bytes detector = BytesOf("a detector");
    const Bytes packed = Compressed(BytesOf("a dlib network"));

    ManifestModel model{};
    model.licence = "test";
    model.id = ModelId{"detector"};
    model.role = ModelRole::kDetector;
    model.loader = ModelLoader::kYuNetOnnx;
    model.is_default = true;
    model.fetch = FetchPolicy::kDefault;
    model.file = "detector.onnx";
    model.sha256 = Sha256(detector);
    model.bytes = detector.size();
    model.made_by = ModelMadeBy::kDownload;
    model.downloads = {DownloadOf("detector.onnx", detector)};
    manifest.models.push_back(model);

    model.id = ModelId{"recogniser"};
    model.role = ModelRole::kRecogniser;
    model.loader = ModelLoader::kEmbedderOnnx;
    model.file = "recogniser.onnx";
    model.sha256 = Sha256(onnx);
    model.bytes = onnx.size();
    model.made_by = ModelMadeBy::kOpenVinoIr;
    model.downloads = {DownloadOf("recogniser.xml", xml), DownloadOf("recogniser.bin", bin)};
    manifest.models.push_back(model);

    model.id = ModelId{"packed"};
    model.loader = ModelLoader::kDlibResNet;
    model.is_default = false;
    model.fetch = FetchPolicy::kUser;
    model.file = "packed.dat";
    model.sha256 = std::nullopt;
    model.bytes = 1000;
    model.made_by = ModelMadeBy::kBzip2;
    model.downloads = {ModelDownload{"packed.dat.bz2", std::nullopt, GitBlobId(packed), 1000,
                                     "https://models.invalid/packed.dat.bz2"}};
    manifest.models.push_back(model);

    model.id = ModelId{"foreign"};
    model.loader = std::nullopt;
    model.fetch = FetchPolicy::kOptional;
    model.file = "foreign.params";
    model.sha256 = Sha256(BytesOf("foreign"));
    model.bytes = 7;
    model.made_by = ModelMadeBy::kDownload;
    model.downloads = {DownloadOf("foreign.params", BytesOf("foreign"))};
    manifest.models.push_back(model);

    fs::create_directory(mirror());
    Write(mirror() / "detector.onnx", detector);
    Write(mirror() / "recogniser.xml", xml);
    Write(mirror() / "recogniser.bin", bin);
    Write(mirror() / "packed.dat.bz2", packed);
    Write(mirror() / "foreign.params", BytesOf("foreign"));
  }

  fs::path mirror() const { return folder.path() / "mirror"; }
  fs::path models() const { return folder.path() / "models"; }
  FetchRequest request() const { return FetchRequest{models(), mirror()}; }
  ModelStore store() const { return ModelStore(manifest, {models()}); }

  FetchReport Fetch(const FetchRequest& wanted) const {
    const Result<FetchReport> report = FetchModels(manifest, wanted);
    REQUIRE(report.ok());
    return report.value();
  }

  TempFolder folder;
  ModelManifest manifest;
};

std::size_t FilesIn(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("fetches the default models from a mirror, translated and loadable", "[models]") {
  const World world;
  const FetchReport report = world.Fetch(world.request());
  CHECK(report.complete());
  CHECK(report.files.size() == 4);
  CHECK(FilesIn(world.models()) == 4);
  const Result<ModelSet> set = world.store().Load();
  REQUIRE(set.ok());
  REQUIRE(set.value().detector);
  REQUIRE(set.value().recogniser);
  CHECK(set.value().recogniser->file == world.models() / "recogniser.onnx");

  // A second fetch touches nothing.
  const auto before = fs::last_write_time(world.models() / "recogniser.onnx");
  for (const FetchedFile& file : world.Fetch(world.request()).files) CHECK(file.already_there);
  CHECK(fs::last_write_time(world.models() / "recogniser.onnx") == before);
}

TEST_CASE("refuses a mirror's file with another hash and keeps nothing of it", "[models]") {
  const World world;
  Write(world.mirror() / "recogniser.bin", BytesOf("Unused"));
  Write(world.mirror() / "detector.onnx", Bytes(1000));
  const FetchReport report = world.Fetch(world.request());
  CHECK_FALSE(report.complete());
  CHECK(report.hash_refused());
  CHECK_FALSE(fs::exists(world.models() / "detector.onnx"));
  CHECK_FALSE(fs::exists(world.models() / "recogniser.bin"));
  CHECK_FALSE(fs::exists(world.models() / "recogniser.onnx"));
  CHECK(FilesIn(world.models()) == 1);  // recogniser.xml, and no temporary file
  const Result<ModelSet> set = world.store().Load();
  REQUIRE(set.ok());
  CHECK_FALSE(set.value().detector);
  CHECK_FALSE(set.value().recogniser);
}

TEST_CASE("a file that is not in the mirror is reported and the others are fetched", "[models]") {
  const World world;
  fs::remove(world.mirror() / "detector.onnx");
  const FetchReport report = world.Fetch(world.request());
  CHECK_FALSE(report.complete());
  CHECK_FALSE(report.hash_refused());
  CHECK(report.files[0].failed->kind == ErrorKind::kNotFound);
  CHECK(fs::exists(world.models() / "recogniser.onnx"));
}

TEST_CASE("refuses to load a model file that was changed, and mends it by fetching", "[models]") {
  const World world;
  world.Fetch(world.request());
  Bytes changed = ReadModelFile(world.models() / "recogniser.onnx", 10'000).value();
  changed.back() ^= 1;  // the size stays
  Write(world.models() / "recogniser.onnx", changed);
  const Result<ModelSet> set = world.store().Load();
  REQUIRE_FALSE(set.ok());
  CHECK(set.error().kind == ErrorKind::kCorrupt);
  CHECK(world.store().Status()[1].state == ModelState::kWrongHash);
  CHECK(world.Fetch(world.request()).complete());
  CHECK(world.store().Load().ok());
}

TEST_CASE("fetches a model known by its git blob by name only, and proves it on load", "[models]") {
  const World world;
  FetchRequest request = world.request();
  request.all = true;
  world.Fetch(request);
  CHECK_FALSE(fs::exists(world.models() / "packed.dat"));
  CHECK(fs::exists(world.models() / "foreign.params"));

  request = world.request();
  request.ids = {ModelId{"packed"}};
  CHECK(world.Fetch(request).complete());
  const Result<ModelSet> set = world.store().Load(ModelId{"packed"});
  REQUIRE(set.ok());
  CHECK(set.value().recogniser->loader == ModelLoader::kDlibResNet);

  Write(world.models() / "packed.dat", BytesOf("a dlib Network"));
  CHECK_FALSE(world.store().Load(ModelId{"packed"}).ok());
  CHECK(world.Fetch(request).complete());
  CHECK(world.store().Load(ModelId{"packed"}).ok());
  Write(world.models() / "packed.dat.bz2", Compressed(BytesOf("a dlib Network")));
  CHECK_FALSE(world.store().Load(ModelId{"packed"}).ok());
}

TEST_CASE("says which models cannot be loaded, are missing or do not exist", "[models]") {
  const World world;
  FetchRequest request = world.request();
  request.all = true;
  world.Fetch(request);
  const std::vector<ModelStatus> status = world.store().Status();
  REQUIRE(status.size() == 4);
  CHECK(status[0].state == ModelState::kPresent);
  CHECK(status[2].state == ModelState::kMissing);
  CHECK(status[3].state == ModelState::kNotLoadable);
  CHECK(world.store().Load(ModelId{"foreign"}).error().kind == ErrorKind::kUnsupported);
  CHECK(world.store().Load(ModelId{"detector"}).error().kind == ErrorKind::kUnsupported);
  CHECK(world.store().Load(ModelId{"packed"}).error().kind == ErrorKind::kNotFound);
  CHECK(world.store().Load(ModelId{"nothing"}).error().kind == ErrorKind::kNotFound);
  request.ids = {ModelId{"nothing"}};
  CHECK(FetchModels(world.manifest, request).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("the first folder of the search path that has a file wins", "[models]") {
  const World world;
  world.Fetch(world.request());
  const fs::path other = world.folder.path() / "other";
  fs::create_directory(other);
  const ModelStore store(world.manifest, {"/nonexistent", other, world.models()});
  CHECK(store.Load().ok());
  // Even a wrong one: falling back silently would hide that somebody meddled.
  Write(other / "detector.onnx", BytesOf("meddled"));
  CHECK_FALSE(store.Load().ok());
}

TEST_CASE("a fetch can be stopped and leaves whole files only", "[models]") {
  const World world;
  int calls = 0;
  const Result<FetchReport> report = FetchModels(
      world.manifest, world.request(),
      [&calls](const std::string&, std::uint64_t, std::uint64_t) { return ++calls < 3; });
  CHECK_FALSE(report.ok());
  for (const auto& entry : fs::directory_iterator(world.models())) {
    CHECK(entry.path().extension() != ".part");
  }
}

TEST_CASE("downloads over https only", "[models]") {
  for (const char* url : {"http://127.0.0.1:1/x", "file:///etc/passwd", "ftp://127.0.0.1/x", ""}) {
    const Result<Bytes> bytes = DownloadFile(url, 100, {});
    REQUIRE_FALSE(bytes.ok());
    CHECK(bytes.error().kind == ErrorKind::kRefused);
  }
  // Nothing listens on this port: refused at once, not a hang.
  CHECK(DownloadFile("https://127.0.0.1:1/x", 100, {}).error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("a destination that cannot be made is an error", "[models]") {
  const World world;
  FetchRequest request = world.request();
  Write(world.folder.path() / "file", BytesOf("x"));
  request.destination = world.folder.path() / "file" / "models";
  const Result<FetchReport> report = FetchModels(world.manifest, request);
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("names bytes as git does", "[models]") {
  CHECK(GitBlobId({}) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(GitBlobId(BytesOf("test content\n")) == "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
}

TEST_CASE("refuses compressed files that are cut, followed by more, or too large", "[models]") {
  const Bytes plain(100'000, 7);
  const Bytes packed = Compressed(plain);
  std::size_t size = 0;
  const auto count = [&size](ByteView piece) { size += piece.size(); };
  CHECK(Bunzip2(packed, plain.size(), count).ok());
  CHECK(size == plain.size());
  CHECK(Bunzip2(packed, plain.size() - 1, count).error().kind == ErrorKind::kLimitExceeded);
  for (std::size_t cut = 0; cut < packed.size(); ++cut) {
    CHECK_FALSE(Bunzip2(ByteView(packed).first(cut), plain.size(), count).ok());
  }
  Bytes longer = packed;
  longer.push_back(0);
  CHECK_FALSE(Bunzip2(longer, plain.size(), count).ok());
}

TEST_CASE("the shared mirror has every file of the default and optional models", "[models]") {
  const auto mirror = SharedFolder("models");
  if (!mirror) PHOTOGATE_SKIP("no shared models");
  const TempFolder folder;
  FetchRequest request{folder.path() / "models", *mirror};
  request.all = true;
  const Result<FetchReport> report = FetchModels(BuiltInManifest().value(), request);
  REQUIRE(report.ok());
  for (const FetchedFile& file : report.value().files) {
    INFO(file.file);
    CHECK_FALSE(file.failed);
  }
  const Result<ModelSet> set = ModelStore::Open({request.destination}).value().Load();
  REQUIRE(set.ok());
  CHECK(set.value().detector);
  CHECK(set.value().recogniser);
}

}  // namespace photogate::test
