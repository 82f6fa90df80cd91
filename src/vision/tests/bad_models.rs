//! A model that is cut off, changed, of another version or of another shape is refused with a typed error.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_infer::{Session, SessionOptions, Tensor, summary};
use penchant_testing::{MANIFEST, MODEL};
use penchant_vision::{ImageClassifier, ImageEmbedder, Input, Manifest, Size, Task};
use prost::Message;
use sha2::{Digest, Sha256};

fn manifest() -> Manifest {
    Manifest::parse(&String::from_utf8(penchant_testing::bytes(MANIFEST)).unwrap()).unwrap()
}

fn refusal<T>(outcome: penchant_base::Result<T>) -> ErrorKind {
    outcome.map(|_| ()).expect_err("a broken model was accepted").kind()
}

/// Loads a model without a manifest: only the checks of the session apply.
fn load(model: &[u8]) -> penchant_base::Result<Session> {
    Session::load(model, &SessionOptions::default())
}

/// Loads a model with a manifest that an attacker wrote for it.
fn classifier(model: &[u8], input: Input) -> penchant_base::Result<ImageClassifier> {
    let sha256 = Sha256::digest(model).iter().map(|byte| format!("{byte:02x}")).collect();
    ImageClassifier::load(Manifest { input, bytes: model.len(), sha256, ..manifest() }, model)
}

#[test]
fn bytes_other_than_the_manifest_says_are_refused_before_they_are_parsed() {
    let model = penchant_testing::bytes(MODEL);
    let mut flipped = model.clone();
    flipped[model.len() / 2] ^= 1;
    for broken in [&model[..model.len() - 1], &model[..100], &flipped, b""] {
        assert_eq!(refusal(ImageClassifier::load(manifest(), broken)), ErrorKind::ModelChecksum);
    }
}

#[test]
fn truncated_models_are_refused_without_a_manifest_too() {
    let model = penchant_testing::bytes(MODEL);
    for length in [0, 1, 50, 1000, model.len() / 2, model.len() - 1] {
        assert_eq!(refusal(load(&model[..length])), ErrorKind::ModelFormat, "{length}");
    }
    assert_eq!(refusal(load(b"<!doctype html><title>404</title>")), ErrorKind::ModelFormat);
}

#[test]
fn another_operator_set_is_refused_by_name() {
    // The opset import, a message with the version 13 as field 2, is the last of the file's fields to be it.
    let mut model = penchant_testing::bytes(MODEL);
    let place = model.windows(2).rposition(|window| window == [0x10, 13]).unwrap();
    assert_eq!(summary(model.clone()).unwrap().opset, 13);
    model[place + 1] = 99;
    assert_eq!(summary(model.clone()).unwrap().opset, 99);
    let error = load(&model).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ModelUnsupported);
    assert!(error.to_string().contains("99"), "{error}");
}

#[test]
fn another_shape_or_name_is_refused() {
    let model = penchant_testing::bytes(MODEL);
    let Manifest { input, .. } = manifest();
    let wide = Input { shape: [1, 3, 224, 225], ..input.clone() };
    assert_eq!(refusal(classifier(&model, wide)), ErrorKind::ModelShape);
    let named = Input { name: "pixels".into(), ..input.clone() };
    assert_eq!(refusal(classifier(&model, named)), ErrorKind::ModelShape);
    let session = load(&model).unwrap();
    let run = |name: &str, tensor| session.run([(name.to_owned(), tensor)].into());
    assert_eq!(refusal(run(&input.name, Tensor::of_f32(&[2, 5], &[0.0; 10]).unwrap())), ErrorKind::ModelShape);
    assert_eq!(
        refusal(run("pixels", Tensor::of_f32(&input.shape, &[0.0; 3 * 224 * 224]).unwrap())),
        ErrorKind::Argument
    );
}

/// A model of one node: the logarithm of its input.
fn logarithm() -> Vec<u8> {
    use pb::{tensor_proto::DataType, tensor_shape_proto::Dimension, tensor_shape_proto::dimension, type_proto};
    use tract_onnx::pb;
    let dim = |length| Dimension { value: Some(dimension::Value::DimValue(length)), ..Dimension::default() };
    let shape = pb::TensorShapeProto { dim: [1, 3, 1, 2].map(dim).to_vec() };
    let value = |name: &str| {
        let tensor = type_proto::Tensor { elem_type: DataType::Float as i32, shape: Some(shape.clone()) };
        let r#type = pb::TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..pb::TypeProto::default() };
        pb::ValueInfoProto { name: name.into(), r#type: Some(r#type), ..pb::ValueInfoProto::default() }
    };
    let (input, output) = (vec!["image".into()], vec!["logits".into()]);
    let node = pb::NodeProto { input, output, op_type: "Log".into(), ..pb::NodeProto::default() };
    let (input, output) = (vec![value("image")], vec![value("logits")]);
    let graph = pb::GraphProto { node: vec![node], input, output, ..pb::GraphProto::default() };
    let opset_import = vec![pb::OperatorSetIdProto { domain: String::new(), version: 13 }];
    pb::ModelProto { ir_version: 7, graph: Some(graph), opset_import, ..pb::ModelProto::default() }.encode_to_vec()
}

#[test]
fn an_answer_that_is_not_finite_is_an_error() {
    let Manifest { mut preprocess, .. } = manifest();
    (preprocess.mean, preprocess.scale) = ([0.0; 3], [1.0; 3]);
    let model = logarithm();
    let sha256 = Sha256::digest(&model).iter().map(|byte| format!("{byte:02x}")).collect();
    let input = Input { shape: [1, 3, 1, 2], ..manifest().input };
    let output = manifest().task.output().clone();
    let task = Task::ImageClassification { output, labels: vec!["label".into(); 6] };
    let manifest = Manifest { input, preprocess, task, bytes: model.len(), sha256, ..manifest() };
    let classifier = ImageClassifier::load(manifest, &*model).unwrap();
    let logits =
        |value: u8| classifier.logits(&[value, value, value, 255].repeat(4), Size { width: 2, height: 2 }, None);
    assert_eq!(logits(1).unwrap(), [0.0; 6]);
    assert_eq!(refusal(logits(0)), ErrorKind::ModelOutput);
}

#[test]
fn labels_must_be_as_many_as_logits() {
    let mut manifest = manifest();
    let Task::ImageClassification { labels, .. } = &mut manifest.task else { panic!("{:?}", manifest.task) };
    labels.pop();
    let classifier = ImageClassifier::load(manifest, penchant_testing::bytes(MODEL)).unwrap();
    let pixel = classifier.logits(&[9, 9, 9, 255], Size { width: 1, height: 1 }, None);
    assert_eq!(refusal(pixel), ErrorKind::ModelShape);
}

#[test]
fn an_embedder_needs_no_labels_and_a_classifier_does() {
    let json = String::from_utf8(penchant_testing::bytes(MANIFEST)).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
    value.as_object_mut().unwrap().remove("labels");
    let error = Manifest::parse(&value.to_string()).unwrap_err();
    assert!(error.kind() == ErrorKind::ManifestFormat && error.to_string().contains("labels"), "{error}");

    value["task"] = serde_json::json!("image-embedding");
    let embedding = Manifest::parse(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&embedding).unwrap()["task"], "image-embedding");
    let model = penchant_testing::bytes(MODEL);
    assert_eq!(refusal(ImageClassifier::load(embedding.clone(), &*model)), ErrorKind::ManifestFormat);

    let pixels = [200, 90, 40, 255].repeat(16);
    let size = Size { width: 4, height: 4 };
    let vector = ImageEmbedder::load(embedding, &*model).unwrap().embed(&pixels, size, None).unwrap();
    // As it always was: a classifier's manifest gives its logits.
    assert_eq!(vector, ImageEmbedder::load(manifest(), &*model).unwrap().embed(&pixels, size, None).unwrap());
    assert_eq!(vector, ImageClassifier::load(manifest(), &*model).unwrap().logits(&pixels, size, None).unwrap());
}

#[test]
fn manifests_are_refused_by_the_field_at_fault() {
    let json = String::from_utf8(penchant_testing::bytes(MANIFEST)).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
    // As it is read where it is absent.
    value["preprocess"]["fit"] = serde_json::json!("crop");
    assert_eq!(Manifest::parse(&value.to_string()).unwrap(), Manifest::parse(&json).unwrap());
    let cases = [
        ("/format", serde_json::json!("other"), ErrorKind::ManifestFormat, "format"),
        ("/version", serde_json::json!(2), ErrorKind::ManifestVersion, "version 2"),
        ("/task", serde_json::json!("poetry"), ErrorKind::ManifestFormat, "task"),
        ("/input/shape", serde_json::json!([1, 3, 0, 224]), ErrorKind::ManifestFormat, "shape"),
        ("/input/shape", serde_json::json!([1, 3, u32::MAX, u32::MAX]), ErrorKind::ManifestFormat, "shape"),
        ("/input/layout", serde_json::json!("NHWC"), ErrorKind::ManifestFormat, "layout"),
        ("/sha256", serde_json::json!("12"), ErrorKind::ManifestFormat, "sha256"),
        ("/bytes", serde_json::json!(0), ErrorKind::ManifestFormat, "bytes"),
        ("/preprocess/crop_fraction", serde_json::json!(0.0), ErrorKind::ManifestFormat, "crop_fraction"),
        ("/preprocess/fit", serde_json::json!("stretch"), ErrorKind::ManifestFormat, "crop_fraction"),
        ("/preprocess/filter", serde_json::json!("nearest"), ErrorKind::ManifestFormat, "nearest"),
        ("/preprocess/scale", serde_json::json!([1, 0, 1]), ErrorKind::ManifestFormat, "scale"),
        ("/labels", serde_json::json!([]), ErrorKind::ManifestFormat, "labels"),
    ];
    for (field, new, kind, named) in cases {
        let mut broken = value.clone();
        *broken.pointer_mut(field).unwrap() = new;
        let error = Manifest::parse(&broken.to_string()).unwrap_err();
        assert_eq!(error.kind(), kind, "{field}");
        assert!(error.to_string().contains(named), "{error}");
    }
    assert_eq!(Manifest::parse("{").unwrap_err().kind(), ErrorKind::ManifestFormat);
}
