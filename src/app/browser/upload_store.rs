//! What the browser keeps of uploads beyond the page (IndexedDB): for each some texts and, apart from them, its file. Browsers copy
//! what is written, so to change a title must not write a photograph again. No file is read into the page's memory.

use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{closure::Closure, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

#[wasm_bindgen]
extern "C" {
    /// A transaction that can be ended early.
    type Committable;

    // Bound here: web-sys calls it deprecated, which the standard does not.
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committable) -> Result<(), JsValue>;
}

/// Where the texts are.
const FIELDS: &str = "fields";

/// Where the files are, under the same numbers.
const FILES: &str = "files";

/// A database of this browser.
#[derive(Debug, Clone)]
pub struct UploadStore(IdbDatabase);

/// Texts by their names.
#[derive(Debug)]
pub struct Fields(Object);

/// What is kept under one number.
#[derive(Debug)]
pub struct Entry {
    pub id: u32,
    pub fields: Fields,
    pub file: Option<File>,
}

/// Changes that are made together or not at all.
#[derive(Debug)]
pub struct Writing {
    transaction: IdbTransaction,
    fields: IdbObjectStore,
    files: IdbObjectStore,
}

impl Fields {
    /// What is `None` is left out.
    pub fn of(texts: &[(&str, Option<&str>)]) -> Self {
        let fields = Object::new();
        for (name, text) in texts {
            if let Some(text) = text {
                // A plain object takes any text.
                let _ = Reflect::set(&fields, &(*name).into(), &(*text).into());
            }
        }
        Self(fields)
    }

    pub fn get(&self, name: &str) -> Option<String> {
        Reflect::get(&self.0, &name.into()).ok()?.as_string()
    }
}

impl UploadStore {
    /// Opens the database of this name, and makes it where there is none.
    ///
    /// # Errors
    /// What the browser says; some keep nothing in private windows.
    pub async fn open(name: &str) -> Result<Self, JsValue> {
        let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
        let opening = factory.open_with_u32(name, 1)?;
        let new = opening.clone();
        let create = Closure::<dyn Fn()>::new(move || {
            let Ok(database) = new.result() else { return };
            let database: IdbDatabase = database.unchecked_into();
            for store in [FIELDS, FILES] {
                // Where this fails, so does each transaction.
                let _ = database.create_object_store(store);
            }
        });
        opening.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
        let opened = Promise::new(&mut |resolve, reject| {
            opening.set_onsuccess(Some(&resolve));
            opening.set_onerror(Some(&reject));
        });
        JsFuture::from(opened).await?;
        Ok(Self(opening.result()?.unchecked_into()))
    }

    /// All that is kept, by number.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn read(&self) -> Result<Vec<Entry>, JsValue> {
        let transaction = self.transaction(IdbTransactionMode::Readonly)?;
        let (fields, files) = (transaction.object_store(FIELDS)?, transaction.object_store(FILES)?);
        let (ids, fields) = (fields.get_all_keys()?, fields.get_all()?);
        let (file_ids, files) = (files.get_all_keys()?, files.get_all()?);
        ended(&transaction).await?;
        let (ids, fields) = (list(&ids)?, list(&fields)?);
        let (file_ids, files) = (list(&file_ids)?, list(&files)?);
        let entries = ids.iter().zip(fields.iter()).filter_map(|(id, fields)| {
            let place = u32::try_from(file_ids.index_of(&id, 0)).ok();
            let file = place.and_then(|place| files.get(place).dyn_into().ok());
            Some(Entry { id: id.as_f64()? as u32, fields: Fields(fields.unchecked_into()), file })
        });
        Ok(entries.collect())
    }

    /// Begins to write. What is written later is seen later.
    ///
    /// # Errors
    /// What the browser says, where the database is closed.
    pub fn write(&self) -> Result<Writing, JsValue> {
        let transaction = self.transaction(IdbTransactionMode::Readwrite)?;
        let (fields, files) = (transaction.object_store(FIELDS)?, transaction.object_store(FILES)?);
        Ok(Writing { transaction, fields, files })
    }

    /// Closes it, once what is being written is written.
    pub fn close(&self) {
        self.0.close();
    }

    fn transaction(&self, mode: IdbTransactionMode) -> Result<IdbTransaction, JsValue> {
        let stores = Array::of2(&FIELDS.into(), &FILES.into());
        self.0.transaction_with_str_sequence_and_mode(&stores, mode)
    }
}

impl Writing {
    /// # Errors
    /// What the browser says, as below.
    pub fn put(&self, id: u32, fields: &Fields) -> Result<(), JsValue> {
        self.fields.put_with_key(&fields.0, &id.into()).map(drop)
    }

    /// # Errors
    /// Some browsers take no files.
    pub fn put_file(&self, id: u32, file: &File) -> Result<(), JsValue> {
        self.files.put_with_key(file, &id.into()).map(drop)
    }

    /// # Errors
    /// As above.
    pub fn delete_file(&self, id: u32) -> Result<(), JsValue> {
        self.files.delete(&id.into()).map(drop)
    }

    /// Deletes all that is kept under a number.
    ///
    /// # Errors
    /// As above.
    pub fn delete(&self, id: u32) -> Result<(), JsValue> {
        self.fields.delete(&id.into())?;
        self.delete_file(id)
    }

    /// Asks the browser to make the changes, now rather than when it notices that there are no more: the page may be about to be left.
    /// What this gives waits until they are made; an error says that none is, as the disk or the site's share of it is full.
    pub fn commit(self) -> JsFuture {
        let ended = ended(&self.transaction);
        // A browser that cannot be asked does it by itself.
        let _ = self.transaction.unchecked_ref::<Committable>().commit();
        ended
    }
}

fn ended(transaction: &IdbTransaction) -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    }))
}

fn list(request: &IdbRequest) -> Result<Array, JsValue> {
    Ok(request.result()?.unchecked_into())
}
